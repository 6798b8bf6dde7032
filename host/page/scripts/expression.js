'use strict';

// Expressions of a config (docs/config.md): + - * / ^, parentheses, min, max, exp, ln, sqrt, abs, names.

const expressionFunctions = {min: Math.min, max: Math.max, exp: Math.exp, ln: Math.log, sqrt: Math.sqrt, abs: Math.abs};

/**
 * Reads an expression. @return a function of an object of values by name
 * @throws Error naming what it has not: comparisons, log
 */
function readExpression(text) {
    const tokens = text.match(/\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|[A-Za-z_]\w*|\S/g) || [];
    let at = 0;
    const fail = () => { throw new Error(`"${text}" has more than this page can compute (at "${tokens[at] ?? 'its end'}")`); };
    const take = (token) => tokens[at] === token && ++at > 0;
    const expect = (token) => { if (!take(token)) fail(); };

    function sum() {
        let left = product();
        for (;;) {
            const a = left;
            if (take('+')) { const b = product(); left = (v) => a(v) + b(v); }
            else if (take('-')) { const b = product(); left = (v) => a(v) - b(v); }
            else return left;
        }
    }
    function product() {
        let left = signed();
        for (;;) {
            const a = left;
            if (take('*')) { const b = signed(); left = (v) => a(v) * b(v); }
            else if (take('/')) { const b = signed(); left = (v) => a(v) / b(v); }
            else return left;
        }
    }
    function signed() {
        if (take('-')) { const of = signed(); return (v) => -of(v); }
        if (take('+')) return signed();
        return power();
    }
    function power() {
        const base = atom();
        if (!take('^')) return base;
        const exponent = signed();  // to the right first
        return (v) => base(v) ** exponent(v);
    }
    function atom() {
        if (take('(')) { const inner = sum(); expect(')'); return inner; }
        const token = tokens[at++];
        if (token !== undefined && /^[\d.]/.test(token)) { const number = Number(token); return () => number; }
        if (token === undefined || !/^[A-Za-z_]/.test(token)) { --at; fail(); }
        if (!take('(')) return (v) => v[token];
        const use = expressionFunctions[token];
        if (!use) { at -= 2; fail(); }
        const given = [sum()];
        while (take(',')) given.push(sum());
        expect(')');
        return (v) => use(...given.map((argument) => argument(v)));
    }
    const whole = sum();
    if (at < tokens.length) fail();
    return whole;
}
