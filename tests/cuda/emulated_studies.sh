# shellcheck shell=bash disable=SC2154  # part of emulated_test.sh, which sets ibtr, configs, out and failed
# Women of virtual studies: the same integers, so the same effect of every study in every replicate.
head=study,strategy,women,accrual_years,follow_up_years,endpoint,horizon_years,estimate
pair() { printf '%s,repeat_bcs_as_practised,%s\n%s,mastectomy,%s\n' "$1" "$2,$4" "$1" "$3,$4"; }
{
    echo "$head,adjusted_for,selection_sd,odds:size=over_2_cm,same_women"
    pair counts 149 122 7,1,os,5,counts,,,,
    pair curve 31 1 7,1,os,5,km,,,,
    pair rounded 47 74 8,1,bcss,5,km_counts,,,,
    pair classes 900 400 8,1,os,8,logrank,size\;age_band,,,
    pair hazard 80 90 8,1,os,8,cox,,,,
    pair shifted 80 90 8,1,os,8,km,,0.4,1.2,
    pair walked 40 50 4,1,os,5,logrank,,,,a
} >"$out/mixed.csv"
{ echo "$head,adjusted_for" && pair classes 900 400 8,1,os,8,logrank,size\;age_band; } >"$out/classes.csv"
{ echo "$head" && pair large 70001 40000 8,1,os,5,km; } >"$out/large.csv"
{ echo "$head" && pair huge 1000000 1000000 8,1,os,5,counts; } >"$out/huge.csv"
{ echo "$head" && pair hazard 80 90 8,1,os,8,cox; } >"$out/none.csv"
effects() {  # effects BACKEND DESIGN REPLICATES [ibtr option...]: prints the digest of all effects
    "$ibtr" studies "$configs/evidence_model.toml" --design "$out/$2.csv" --backend "$1" --replicates "$3" --every \
        --threads 2 --quiet --out "$out/run" --force "${@:4}" >"$out/messages" 2>&1 &&
        md5sum <"$out/run/studies.csv" | cut -d' ' -f1
}
made() { sed -n "s/^  \"$1\": \"\(.*\)\",\$/\1/p" "$out/run/manifest.json"; }
wanted=$(EMU_DEVICES=0 effects cpp mixed 50)
for setting in EMU_DEVICES=1 EMU_ORDER=reverse EMU_ORDER=shuffle:7 EMU_CHECK=1 EMU_POISON=1 EMU_THREADS=2 \
    IBTR_CUDA_COUNTERS=global; do
    export "${setting?}"
    same "$setting" "$wanted" "$(effects cuda mixed 50)"
    unset "${setting%%=*}"
done
same "who drew" "50 of these" "$(made device | sed 's/.*: 86200 of 107700 women/50 of these/')"
same "counts of 32 bits" "$(effects cpp large 5)" "$(effects cuda large 5)"
# Two arms, two ways out, classes of two sizes and four ages, 960 bins, 2 bytes: 61 KB a replicate, 273 a launch.
wanted=$(effects cpp classes 1000 --set grid_per_year=120)
same "four launches" "$wanted" "$(EMU_COUNT=$out/count effects cuda classes 1000 --set grid_per_year=120)"
same "launches, bytes to the host" "4 $((1000 * 2 * 2 * 8 * 960 * 2))" "$(awk '
    { value[$1] = $1 == "launch" ? $2 : $3 } END { print value["launch"], value["bytes_to_host"] }' "$out/count")"
rm -rf "$out/run"
EMU_FAIL=launch:3 effects cuda classes 1000 --set grid_per_year=120 || echo "$?" >"$out/status"
same "the third launch fails, resumed" "$wanted 3" "$(effects cuda classes 1000 --set grid_per_year=120 --resume) $(<"$out/status")"
wanted=$(effects cpp mixed 20)
same "automatic, little to do" "$wanted exact" "$(effects auto mixed 20) $(made backend)"
wanted=$(effects cpp huge 100)
same "automatic, 2e8 women" "$wanted cuda" "$(effects auto huge 100) $(made backend)"
same "automatic, 2e8 women, no device" "$wanted exact" "$(EMU_DEVICES=0 effects auto huge 100) $(made backend)"
same "nothing for a device" "2 --backend cuda: no study" "$(effects cuda none 5 || echo "$?" "$(grep -o -e '--backend cuda: no study' "$out/messages")")"
for setting in EMU_DEVICES=0 EMU_FAIL=cudaMalloc:3 EMU_FAIL=launch:1 EMU_FAIL=sync:1; do
    rm -rf "$out/run"
    status=0
    env "$setting" bash -c "$(declare -f effects); ibtr=$ibtr configs=$configs out=$out effects cuda mixed 50" || status=$?
    [[ ! -e $out/run && $(<"$out/messages") == *CUDA* ]] || status=unnamed
    same "$setting" 3 "$status"
done
