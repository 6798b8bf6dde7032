#!/usr/bin/env bash
# Shows scripts/check-ptx each instruction kind that it must accept and each fault that it must find.
set -euo pipefail
gate=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0

expect() {  # expect STATUS INSTRUCTION...
    local want=$1 instruction status
    shift
    for instruction in "$@"; do
        printf '.version 8.4\n.visible .entry k(\n.param .u64 p\n)\n{\n.reg .f32 %%f<9>;\n%s\nret;\n}\n' "$instruction" \
            >"$folder/case.ptx"
        status=0
        bash "$gate" "$folder/case.ptx" >"$folder/out" 2>&1 || status=$?
        if ((status != want)); then
            echo "exit $status instead of $want for: $instruction"
            failures=$((failures + 1))
        fi
    done
}

expect 0 'add.rn.f32 %f1, %f2, %f3;' 'sub.rn.f32 %f1, %f2, %f3;' 'mul.rn.f32 %f1, %f2, %f3;' 'neg.f32 %f1, %f2;' \
    'abs.f32 %f1, %f2;' 'setp.lt.f32 %p1, %f1, %f2;' 'setp.geu.f32 %p1, %f1, %f2;' 'selp.f32 %f1, %f2, %f3, %p1;' 'ld.global.nc.f32 %f1, [%rd1];' \
    'ld.global.v2.f32 {%f1, %f2}, [%rd1];' 'st.shared.f32 [%rd1], %f1;' 'ld.param.f32 %f1, [p];' 'mov.f32 %f1, 0f3F800000;' \
    'cvt.rn.f32.u32 %f1, %r1;' 'cvt.rn.f32.u16 %f1, %rs1;' 'cvt.rzi.s32.f32 %r1, %f1;' 'div.u32 %r1, %r2, %r3;' 'mad.lo.s32 %r1, %r2, %r3, %r4;' \
    'red.global.add.u64 [%rd1], %rd2;' '@%p1 bra $L__BB0_2;' '$L__BB0_2: mov.b32 %r1, %f1;' '// fma.rn.f32 in a comment'
expect 1 'fma.rn.f32 %f1, %f2, %f3, %f4;' 'add.f32 %f1, %f2, %f3;' 'mul.f32 %f1, %f2, %f3;' 'add.rz.f32 %f1, %f2, %f3;' \
    'mul.rn.ftz.f32 %f1, %f2, %f3;' 'add.rn.sat.f32 %f1, %f2, %f3;' 'mul.rn.f64 %fd1, %fd2, %fd3;' 'div.rn.f32 %f1, %f2, %f3;' \
    'div.approx.f32 %f1, %f2, %f3;' 'sqrt.rn.f32 %f1, %f2;' 'rcp.rn.f32 %f1, %f2;' 'ex2.approx.ftz.f32 %f1, %f2;' \
    'lg2.approx.f32 %f1, %f2;' 'cvt.f64.f32 %fd1, %f1;' 'cvt.rn.f32.u64 %f1, %rd1;' 'cvt.rn.f32.f64 %f1, %fd1;' \
    'cvt.rzi.ftz.s32.f32 %r1, %f1;' 'cvt.rn.f16.f32 %h1, %f1;' 'atom.global.add.f32 %f1, [%rd1], %f2;' \
    'red.global.add.f32 [%rd1], %f1;' 'min.f32 %f1, %f2, %f3;' 'ld.global.f64 %fd1, [%rd1];' \
    '@%p1 fma.rn.f32 %f1, %f2, %f3, %f4;' '$L__BB0_2: fma.rn.f32 %f1, %f2, %f3, %f4;' '{ mov.b32 %r1, %r2; fma.rn.f32 %f1, %f2, %f3, %f4; }'

status=0
: >"$folder/empty.ptx"
bash "$gate" "$folder/empty.ptx" >/dev/null 2>&1 || status=$?
((status == 2)) || { echo "exit $status instead of 2 for an empty file"; failures=$((failures + 1)); }
exit $((failures > 0))
