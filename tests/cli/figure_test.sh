#!/usr/bin/env bash
# ibtr figure: every kind on small runs, in every format that this machine can draw; the formats look alike; labels are
# text; what is refused.  figure_test.sh IBTR CONFIGS
source "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
ibtr=$1 configs=$2
formats=svg
command -v gnuplot >/dev/null && formats=svg,pdf,png

quietly() { "$@" >said 2>&1 || fail "'$*': $(cat said)"; }
quietly "$ibtr" run "$configs/ibtr.toml" --patients 2000 --no-exact --out run
quietly "$ibtr" psa "$configs/economics.toml" --set grid_per_year=1 --draws 64 --patients 400 --out psa --no-figure
quietly "$ibtr" sensitivity "$configs/economics.toml" --set grid_per_year=1 --method one-way,two-way --points 3 \
    --vary h_local,h_distant --out sensitivity --no-figure
quietly "$ibtr" validate "$configs/ibtr.toml" --set grid_per_year=1 --comparisons 100 --out validate --no-figure
quietly "$ibtr" meta "$configs/evidence/two_arm_studies.csv" --filter endpoint=death_10y --out meta --no-figure
quietly "$ibtr" solve "$configs/ibtr.toml" --targets "$configs/evidence/targets.csv" --target V4b --vary h_local \
    --set grid_per_year=1 --out solve --no-figure

# drawn RUN KIND STEM OPTION...: the pictures are whole, with their data and caption
drawn() {
    local run=$1 kind=$2 stem=$3 format
    shift 3
    quietly "$ibtr" figure "$run" --kind "$kind" --format "$formats" --out "drawn/$run" --quiet "$@"
    for format in ${formats//,/ }; do
        case $format in
            svg) tail -1 "drawn/$run/$stem.svg" | grep -q '</svg>' ;;
            pdf) [[ $(head -c 5 "drawn/$run/$stem.pdf") == %PDF- ]] ;;
            png) [[ $(head -c 4 "drawn/$run/$stem.png" | tail -c 3) == PNG ]] ;;
        esac || fail "$run $kind: no whole $format"
    done
    grep -q '<title>' "drawn/$run/$stem.svg" || fail "$stem.svg has no title"
    grep -qi gnuplot "drawn/$run/$stem.svg" && fail "$stem.svg speaks of gnuplot"
    [[ $(wc -l <"drawn/$run/$stem.csv") -ge 2 ]] || fail "$stem.csv holds no data"
    grep -q 'Monte Carlo' "drawn/$run/$stem.txt" && grep -q 'parameters' "drawn/$run/$stem.txt" || fail "$stem.txt names not both intervals"
}
drawn run survival survival
drawn run survival survival_bcss --endpoint bcss
drawn run survival survival_os_age_band_45-56 --endpoint os --group age_band=45-56
drawn run survival survival_os_ddfs --endpoint os,ddfs
drawn run cumulative_incidence cumulative_incidence
drawn run cumulative_incidence cumulative_incidence_cif_local --endpoint cif_local
drawn run occupancy occupancy --strategies mastectomy,repeat_bcs
drawn run hazards hazards
drawn run difference difference_ddfs --endpoint ddfs
for kind in ceac evpi ce_plane convergence survival; do drawn psa $kind $kind; done
for kind in tornado two_way; do drawn sensitivity $kind $kind; done
for kind in forest funnel; do drawn meta $kind $kind; done
drawn validate validation validation
drawn solve solve solve
if command -v dot >/dev/null; then drawn run model model; fi
hash=$(sed -n 's/.*"config_hash": "\([0-9a-f]*\)".*/\1/p' run/manifest.json | head -1)
grep -q "2,000 simulated women" drawn/run/survival.txt && grep -q "$hash" drawn/run/survival.txt || fail "$(cat drawn/run/survival.txt)"
[[ ! -e run/figures ]] || fail "--out, and figures beside the run"

# Numbers at risk and events below a curve add up to all women, at every time.
python=$(command -v python3 || true)
if [[ -n $python ]]; then
    for figure in drawn/*/*.svg; do
        "$python" -c 'import sys, xml.etree.ElementTree as t; t.parse(sys.argv[1])' "$figure" || fail "$figure is no XML"
    done
fi

# A label is text, whatever it is: in the picture, and never a command or markup.
long=$(printf 'x%.0s' {1..200})
cat >labels.csv <<LABELS
name,label
mastectomy,"]]><script>alert(1)</script>"
repeat_bcs,"'; !touch broken; "" & \`touch broken\`"
repeat_bcs_rt,שלום עולם RTL
repeat_bcs_as_practised,$long
LABELS
drawn run survival survival --labels labels.csv --width-mm 85 --font-pt 7
[[ ! -e broken ]] || fail "a label was a command"
grep -q '<script' drawn/run/survival.svg && fail "a label is markup"
grep -q '&lt;script&gt;' drawn/run/survival.svg && grep -q 'שלום' drawn/run/survival.svg || fail "labels are lost"
grep -q 'width="85' drawn/run/survival.svg || fail "not 85 mm wide: $(head -2 drawn/run/survival.svg)"
[[ -z $python ]] || "$python" -c 'import sys, xml.etree.ElementTree as t; t.parse(sys.argv[1])' drawn/run/survival.svg || fail "hostile labels are no XML"

# A damaged file is refused by whoever reads it, and nothing is drawn of it.
for damage in nan '<b>' -5 1.5; do
    rm -rf damaged && cp -r run damaged
    awk -F, -v OFS=, -v damage="$damage" 'NR == 9 { $6 = damage } { print }' run/curves.csv >damaged/curves.csv
    for command in "figure damaged --kind survival --endpoint $(sed -n 9p run/curves.csv | cut -d, -f4)" "report damaged"; do
        status=0
        "$ibtr" $command --out refused 2>said || status=$?
        [[ $status == 2 ]] && grep -q "curves.csv:9: column 'estimate': '$damage'" said ||
            fail "$command with $damage: exit $status, $(cat said)"
        [[ -e refused/report.html || -e refused/survival.svg ]] && fail "$command drew damaged numbers"
    done
done

# The formats look alike: at 150 dots an inch, pixel by pixel, under 2 % differ by more than a tenth. Programs that draw a
# PDF put its letters on whole dots, or on quarters of them, which on a page full of letters is more than that: there the
# PDF is no further from the SVG than the one that rsvg-convert itself makes of this SVG, drawn by the same program. One
# letter in eight that falls on the next dot, as places are rounded, is worth 0.5 %.
share() { "$python" "$(dirname "${BASH_SOURCE[0]}")/../figure/alike.py" "$1" "$2" || fail "$stem: $1 and $2 are not alike"; }
under() { awk -v share="$1" -v most="$2" 'BEGIN { exit !(share < most) }'; }
if [[ $formats == *png* ]] && command -v rsvg-convert >/dev/null && [[ -n $python ]]; then
    for stem in run/survival_bcss run/occupancy run/hazards psa/ceac sensitivity/tornado meta/forest run/model; do
        [[ -e drawn/$stem.svg ]] || continue
        rsvg-convert -d 150 -p 150 "drawn/$stem.svg" -o svg.png
        png=$(share svg.png "drawn/$stem.png")
        under "$png" 2 || fail "$stem: $png % of the PNG's pixels differ from the SVG's"
        rsvg-convert -d 72 -p 72 -f pdf "drawn/$stem.svg" -o reference.pdf
        for program in pdftocairo pdftoppm; do
            command -v $program >/dev/null || continue
            for pdf in "drawn/$stem" reference; do $program -r 150 -png -singlefile "$pdf.pdf" "${pdf##*/}"; done
            pdf=$(share svg.png "${stem##*/}.png") reference=$(share svg.png reference.png)
            under "$pdf" 2 || under "$pdf" "$(awk -v own="$reference" 'BEGIN { print own + 0.5 }')" ||
                fail "$stem: $pdf % of the PDF's pixels differ from the SVG's, drawn by $program; rsvg-convert's PDF: $reference %"
        done
    done
fi

refused() {  # refused WORDS ARGUMENT...
    local words=$1 status=0
    shift
    "$ibtr" figure "$@" >said 2>&1 || status=$?
    [[ $status == 2 ]] && grep -q -- "$words" said || fail "figure $*: exit $status, $(cat said)"
}
refused "no such folder" nowhere --kind survival
refused "psa" run --kind ceac
refused "cif_local" run --kind survival --endpoint cif_loca
refused "of one endpoint" run --kind hazards --endpoint os,ddfs
refused "in years" run --kind survival --endpoint rmst
refused "nearest: 'mastectomy'" run --kind survival --strategies mastectom
refused "svg, pdf or png" run --kind survival --format gif
refused "name and label" run --kind survival --labels psa/ceac.csv
refused "a file of the run" validate --kind validation --out validate
