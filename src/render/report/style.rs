//! How the report looks: light, dark, on a phone and on paper.

/// The style sheet. What a word or a day of a source is coloured is named once.
pub(super) const SHEET: &str = r"
:root {
  --ground: #ffffff; --ink: #1c2127; --faint: #59626d; --line: #d8dde3; --panel: #f5f6f8; --link: #1d5aa8;
  --in-force: #a8322a; --waived: #3a74ad; --announced: #7fb0dc; --overdue: #c8861a; --barred: #77458f;
  --suspended: #2f8079; --repealed: #5d6670; --good: #3c8f5a; --mixed: #d59a2c; --bad: #c23a2f; --none: #e3e7ec;
  --come: #e3f3e7; --gone: #fbe6e4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171b; --ink: #e6e9ed; --faint: #9aa4af; --line: #343b44; --panel: #1c2127; --link: #8ab8ee;
    --in-force: #c9524a; --waived: #4a86c0; --announced: #7aa9d6; --overdue: #d0933a; --barred: #a377bd;
    --suspended: #459990; --repealed: #8b95a1; --good: #55ad75; --mixed: #dda344; --bad: #dc6257; --none: #2b323a;
    --come: #173324; --gone: #3d2020;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 1040px; padding: 40px 32px 48px; background: var(--ground); color: var(--ink);
  font: 16px/1.55 -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif; overflow-wrap: break-word;
}
h1, blockquote { font-family: 'Iowan Old Style', Charter, Georgia, 'Times New Roman', serif; }
h1 { margin: 4px 0 14px; font-size: 46px; line-height: 1.1; font-weight: 600; letter-spacing: -.01em; }
h2 { margin: 0 0 10px; font-size: 13px; font-weight: 700; letter-spacing: .07em; text-transform: uppercase; color: var(--faint); }
h3 { margin: 0; font-size: 16px; font-weight: 600; line-height: 1.35; }
p { margin: 0 0 8px; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
code { font-size: 12px; overflow-wrap: anywhere; }
section, figure { margin: 44px 0 0; padding: 0; }
.eyebrow { margin: 0; font-size: 14px; color: var(--faint); letter-spacing: .02em; }
.word { padding-left: 20px; border-left: 8px solid currentColor; }
.word.in-force { color: var(--in-force); } .word.waived { color: var(--waived); }
.word.announced { color: var(--waived); } .word.overdue { color: var(--overdue); }
.word.barred { color: var(--barred); } .word.suspended { color: var(--suspended); }
.word.repealed { color: var(--repealed); }
.lead { font-size: 19px; line-height: 1.45; }
blockquote { margin: 18px 0 10px; padding: 0 0 0 20px; border-left: 2px solid var(--line); font-size: 18px; font-style: italic; }
.basis, .asof, .faint { color: var(--faint); font-size: 14px; }
.asof { margin-top: 18px; }
.assurance { font-weight: 700; }
.assurance.assured { color: var(--good); } .assurance.degraded { color: var(--mixed); } .assurance.blind { color: var(--bad); }
.demo { margin: 18px 0 0; padding: 10px 16px; border-radius: 6px; background: var(--panel); font-weight: 600; }
.three { display: grid; grid-template-columns: repeat(auto-fit, minmax(250px, 1fr)); gap: 28px; padding-top: 28px; border-top: 1px solid var(--line); }

svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--ink); font: 13px -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif; }
svg .tick { fill: var(--faint); font-size: 12px; }
svg .on-band { fill: #ffffff; font-weight: 600; }
svg .rule { stroke: var(--line); stroke-width: 1; }
svg .zoom { fill: var(--panel); }
svg .mark { fill: var(--ink); }
svg .lead-line { stroke: var(--faint); stroke-width: 1; fill: none; }
svg .gap { stroke: var(--ground); stroke-width: 1.5; }
.in-force { --word: var(--in-force); } .waived { --word: var(--waived); } .announced { --word: var(--announced); }
.overdue { --word: var(--overdue); } .barred { --word: var(--barred); } .suspended { --word: var(--suspended); }
.repealed { --word: var(--repealed); }
svg .band { fill: var(--word); } svg .band.reported { fill-opacity: .62; }
svg .hatch { stroke: var(--ground); stroke-width: 2.5; stroke-opacity: .55; }
.narrow { display: none; }
.legend { display: flex; flex-wrap: wrap; gap: 6px 20px; margin: 14px 0 0; padding: 0; list-style: none; font-size: 14px; color: var(--faint); }
.legend i { display: inline-block; width: 14px; height: 14px; margin-right: 7px; vertical-align: -2px; border-radius: 2px; background: var(--word); }
.legend .is-reported { background: var(--faint); opacity: .55; }

.measure { padding: 18px 0; border-top: 1px solid var(--line); }
.measure .what { display: flex; flex-wrap: wrap; gap: 4px 14px; align-items: baseline; }
.tag { padding: 1px 9px; border: 1px solid var(--line); border-radius: 10px; font-size: 13px; color: var(--faint); white-space: nowrap; }
.tag.strong { border-color: var(--in-force); color: var(--in-force); }
.steps { display: flex; margin: 14px 0 8px; padding: 0; list-style: none; font-size: 12px; color: var(--faint); }
.steps li { flex: 1; position: relative; padding-top: 18px; text-align: left; }
.steps li::before { content: ''; position: absolute; top: 5px; left: 0; right: 0; height: 3px; background: var(--none); }
.steps li:last-child { flex: 0 0 auto; }
.steps li:last-child::before { display: none; }
.steps li::after { content: ''; position: absolute; top: 0; left: 0; width: 13px; height: 13px; border-radius: 50%; background: var(--none); }
.steps .done::before, .steps .done::after { background: var(--waived); }
.steps .now::after { background: var(--waived); box-shadow: 0 0 0 4px var(--ground), 0 0 0 6px var(--waived); }
.steps .now { color: var(--ink); font-weight: 600; }
.ended .steps .done::before, .ended .steps .done::after { background: var(--repealed); }

.row { display: grid; grid-template-columns: 118px 1fr; gap: 2px 18px; padding: 11px 0; border-top: 1px solid var(--line); }
.row > time { color: var(--faint); font-size: 14px; }
.row p { margin: 2px 0 0; }
.diff { margin-top: 8px; border: 1px solid var(--line); border-radius: 6px; overflow: hidden; font: 13px/1.5 ui-monospace, 'SF Mono', Menlo, Consolas, monospace; }
.diff > div { padding: 2px 12px 2px 28px; text-indent: -16px; white-space: pre-wrap; overflow-wrap: anywhere; }
.diff del, .diff ins { text-decoration: none; }
.diff .gone { background: var(--gone); } .diff .come { background: var(--come); }
.diff b { font-weight: 700; text-decoration: underline; text-underline-offset: 3px; }
.diff .place { color: var(--faint); background: var(--panel); }

.sources { display: grid; grid-template-columns: 1fr 1fr; gap: 0 40px; }
.source { display: grid; grid-template-columns: 1fr auto; gap: 0 16px; align-items: center; padding: 7px 0; border-top: 1px solid var(--line); font-size: 14px; }
.source .state { font-size: 13px; color: var(--faint); grid-column: 1 / -1; }
.bars { display: flex; gap: 1px; }
.bars i { width: 4px; height: 18px; border-radius: 1px; background: var(--none); }
.bars .good { background: var(--good); }
.bars .mixed { background: linear-gradient(to top, var(--mixed) 60%, var(--none) 60%); }
.bars .bad { background: linear-gradient(to top, var(--bad) 30%, var(--none) 30%); }
footer { margin-top: 48px; padding-top: 14px; border-top: 1px solid var(--line); font-size: 13px; color: var(--faint); }

@media (max-width: 700px) {
  body { padding: 24px 18px 32px; }
  h1 { font-size: 34px; } .lead { font-size: 17px; } blockquote { font-size: 16px; }
  .word { padding-left: 14px; border-left-width: 6px; }
  .wide { display: none; } .narrow { display: block; }
  .three { gap: 22px; }
  .row { grid-template-columns: 1fr; gap: 0; }
  .sources { grid-template-columns: 1fr; }
  .steps li { padding-top: 16px; } .steps span { display: none; } .steps .now span { display: block; white-space: nowrap; }
  .steps .late span { transform: translateX(calc(-100% + 13px)); width: max-content; }
}
@media print {
  :root {
    --ground: #ffffff; --ink: #000000; --faint: #444444; --line: #bbbbbb; --panel: #f2f2f2; --link: #000000;
    --in-force: #a8322a; --waived: #3a74ad; --announced: #7fb0dc; --overdue: #c8861a; --barred: #77458f;
    --suspended: #2f8079; --repealed: #5d6670; --good: #3c8f5a; --mixed: #d59a2c; --bad: #c23a2f; --none: #dddddd;
    --come: #e3f3e7; --gone: #fbe6e4;
  }
  @page { margin: 16mm; }
  body { max-width: none; padding: 0; font-size: 10.5pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  h1 { font-size: 28pt; } section, figure { margin-top: 22pt; }
  figure, .measure, .row, .source { break-inside: avoid; } h2 { break-after: avoid; }
  .wide { display: block; } .narrow { display: none; }
  .sources { grid-template-columns: 1fr 1fr; }
}
";
