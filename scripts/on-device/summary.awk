# The records of run-on-device as JSON (-v json=FILE) and as text to read (-v text=FILE).
function quoted(value) {
    gsub(/\\/, "\\\\", value)
    gsub(/"/, "\\\"", value)
    gsub(/[\001-\037]/, " ", value)
    return "\"" value "\""
}
function number(value) { return value ~ /^-?[0-9.]+(e[-+]?[0-9]+)?$/ ? value + 0 == 0 ? "0" : value : "null" }
# add LIST KEYS FIRST: an object of the fields from FIRST on. KEYS with a # are numbers.
function add(list, keys, first, key, count, i, object) {
    count = split(keys, key, " ")
    for (i = 1; i <= count; ++i) {
        object = object (i == 1 ? "" : ", ") quoted(substr(key[i], key[i] ~ /^#/ ? 2 : 1)) ": " \
            (key[i] ~ /^#/ ? number($(first + i - 1)) : quoted($(first + i - 1)))
    }
    objects[list] = objects[list] (objects[list] == "" ? "" : ",") "\n    {" object "}"
}
function line(words) { lines = lines words "\n" }

BEGIN { FS = "\t" }
$1 == "fact" { fact[$2] = $3; facts = facts "  " quoted($2) ": " quoted($3) ",\n" }
$1 == "phase" {
    add("phases", "name verdict #seconds #limit why", 2)
    if ($2 ~ /^digests/) { ++compared; if ($3 == "passed") ++agreed }
    phase_lines = phase_lines sprintf("  %-20s %-12s %4d s of %3d   %s\n", $2, $3, $4, $5, $6)
}
$1 == "digest" {
    add("digests", "command config counters verdict digest cpu_digest message", 2)
    ++verdicts[$5]
    if ($5 != "same" && $5 != "no room")
        bad = bad sprintf("  %s %s, counters %s: %s%s; the CPU has %s\n", $2, $3, $4, $5, \
            ($6 $8 == "" ? "" : ", " $6 $8), $7)
    if ($5 == "no room") bare = bare sprintf("  %s %s, counters %s\n", $2, $3, $4)
}
$1 == "rate" {
    add("rates", "what config women backend #per_second unit #seconds", 2)
    rate_lines = rate_lines sprintf("  %-22s %-16s %12s women  %-5s %14.4g %s a second\n", $2, $3, $4, $5, $6, $7)
}
$1 == "tool" {
    add("tools", "tool of verdict", 2)
    tool_lines = tool_lines sprintf("  %-12s %-42s %s\n", $2, $3, $4)
}
END {
    all = compared == 2 && agreed == 2 ? "true" : "false"
    printf "{\n  \"schema\": 1,\n%s  \"all_digests_agreed\": %s,\n  \"seconds\": %d", facts, all, seconds >json
    count = split("phases digests rates tools", list, " ")
    for (i = 1; i <= count; ++i)
        printf ",\n  %s: [%s]", quoted(list[i]), objects[list[i]] (objects[list[i]] == "" ? "" : "\n  ") >json
    print "\n}" >json
    close(json)

    line("Device      " fact["device"])
    line("CUDA        " fact["cuda"])
    if (fact["runtime"] != "") line("Runtime     " fact["runtime"])
    line("Driver      " fact["driver"])
    line("Processor   " fact["processor"])
    line("Program     ibtr " fact["program"])
    line("Sizes       " fact["sizes"])
    line("Digests     " (all == "true" ? "all agreed" : "NOT all compared and agreed") ": " \
        verdicts["same"] + 0 " same, " verdicts["differs"] + 0 " differ, " verdicts["failed"] + 0 " failed, " \
        verdicts["out of time"] + 0 " out of time, " verdicts["no room"] + 0 " without room")
    line("")
    line("Phases, " seconds " s in all")
    lines = lines phase_lines
    if (bad != "") lines = lines "\nDigests that were not shown to agree\n" bad
    if (bare != "") lines = lines "\nA block's shared memory has no room for\n" bare
    if (rate_lines != "") lines = lines "\nSpeed (cuda: the device; omp: all cores)\n" rate_lines
    if (tool_lines != "") lines = lines "\nTools\n" tool_lines
    printf "%s", lines >text
}
