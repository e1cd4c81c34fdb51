/** The one stylesheet of every page: light and dark by the reader's setting, paper in print. Its hash is the only style that the page allows. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1a1c20;--soft:#55595f;--line:#d5d8dd;--panel:#f5f6f8;--link:#0b57b8;--good:#14662f;--good-bg:#e6f4ea;--bad:#a3161f;--bad-bg:#fdeaea;--open:#7a4b00;--open-bg:#fdf3dc;--b-people:#e8c268;--b-manual:#f2d894;--b-restore:#7fb2e5;--b-verify:#9ad0a5;--b-soak:#c6b8e6;--b-gone:#c9ccd1;--b-lost:#e58a8a;--on-bar:#14161a}
@media (prefers-color-scheme:dark){:root{--paper:#15171b;--ink:#e8eaed;--soft:#a9aeb6;--line:#3a3e45;--panel:#1f2227;--link:#8ab8ff;--good:#7fd69a;--good-bg:#14301f;--bad:#ff9c9c;--bad-bg:#3a181a;--open:#f0c46c;--open-bg:#33280f}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
header,main,footer{max-width:1120px;margin:0 auto;padding:0 1.25rem}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--paper);padding:.4rem .8rem;border:2px solid var(--link)}
a{color:var(--link);text-underline-offset:.15em;text-decoration-thickness:1px}
dd a,td a,.banner a{color:inherit;text-decoration-style:dotted}
td>a:hover,dd a:hover,.banner a:hover{color:var(--link)}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
:target{background:var(--open-bg)}
h1{font-size:1.35rem;line-height:1.3;margin:1.4rem 0 .6rem}
h2{font-size:1.2rem;margin:2.4rem 0 .6rem;padding-top:.8rem;border-top:1px solid var(--line)}
h3{font-size:1.02rem;margin:1.4rem 0 .4rem}
.sep{color:var(--soft)}
p{margin:.5rem 0;overflow-wrap:break-word}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.88em;overflow-wrap:anywhere}
pre{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:.6rem .8rem;overflow-x:auto;white-space:pre-wrap}
.banner{border:1px solid;border-left:6px solid;border-radius:6px;padding:.5rem 1rem;margin:.6rem 0 1rem}
.banner.good{border-color:var(--good);background:var(--good-bg)}.banner.bad{border-color:var(--bad);background:var(--bad-bg)}.banner.open{border-color:var(--open);background:var(--open-bg)}
.result{font-size:1.06rem}
dl.facts{margin:.8rem 0}
dl.facts>div{display:grid;grid-template-columns:10.5rem 1fr;gap:.2rem 1rem;padding:.3rem 0;border-top:1px solid var(--line)}
dl.facts dt{font-weight:600}
dl.facts dd{margin:0;min-width:0;overflow-wrap:anywhere}
dl.facts dd ol,dl.facts dd ul,dl.facts dd p{margin:0 0 .2rem}
dl.facts dd ol{padding-left:1.2rem}
.scroll{overflow-x:auto;margin:.7rem 0}
table{border-collapse:collapse;width:100%;font-size:.92em}
caption{text-align:left;font-weight:600;padding:.2rem 0 .3rem;color:var(--soft)}
.results caption{color:var(--ink);font-size:1.06em}
th,td{text-align:left;vertical-align:top;padding:.32rem .6rem .32rem .35rem;border-bottom:1px solid var(--line);overflow-wrap:break-word;max-width:34rem}
thead th,thead td{border-bottom:2px solid var(--soft);font-size:.94em}
.results td:nth-child(3){min-width:8.5em}
tbody th{font-weight:500}
td.n,th.n{white-space:nowrap}
code.w{overflow-wrap:normal}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
small{font-weight:400;color:var(--soft)}
td.good .mark::before{content:"\\2713\\00a0"}td.bad .mark::before{content:"\\2717\\00a0"}td.open .mark::before{content:"?\\00a0"}
td.good .mark{color:var(--good)}td.bad .mark{color:var(--bad);font-weight:700}td.open .mark{color:var(--open)}
nav ul{columns:16rem;padding-left:1.1rem;margin:.4rem 0}
.from{color:var(--soft);font-size:.85rem}
figure{margin:1rem 0 1.4rem;break-inside:avoid}
figcaption{font-weight:600}
figcaption p{font-weight:400;color:var(--soft);font-size:.9em;margin:.1rem 0 .4rem}
details{margin:.4rem 0;max-width:100%}
summary{cursor:pointer;color:var(--link);width:max-content}
.chart{overflow-x:auto}
.chart svg{display:block;width:100%;min-width:640px;height:auto;font:12px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;fill:var(--ink)}
svg.defs{position:absolute}
svg .lane{fill:var(--panel)}svg .odd{fill:var(--paper)}
svg .grid{stroke:var(--line);stroke-width:1}
svg .tick{fill:var(--soft);font-size:11px}
svg .name{font-weight:600}
svg .moment{stroke:var(--soft);stroke-width:1;stroke-dasharray:2 2}
svg .moment-name{font-size:11px;font-weight:600}
svg .target{stroke:var(--bad);stroke-width:2;stroke-dasharray:6 3}
svg .target-name{fill:var(--bad);font-size:11px;font-weight:600}
svg .bar{stroke:var(--ink);stroke-width:.6}
svg .fault{fill:var(--bad)}svg .people{fill:var(--b-people)}svg .restore{fill:var(--b-restore)}svg .verify{fill:var(--b-verify)}svg .soak{fill:var(--b-soak)}
svg .manual{fill:url(#p-hatch)}svg .gone{fill:url(#p-dots)}svg .down,svg .lost{fill:url(#p-cross)}
svg .critical{stroke-width:2.4}
svg .on-bar{fill:var(--on-bar);font-size:11px;paint-order:stroke;stroke:#fff;stroke-opacity:.75;stroke-width:2.5px}
svg .plate{fill:var(--paper)}svg .on-plate{font-size:11px}
svg .value{font-size:11.5px;font-weight:600;paint-order:stroke;stroke:var(--paper);stroke-width:3px}
svg .point{fill:var(--ink)}
svg .curve{fill:none;stroke:var(--link);stroke-width:1.8}
svg .dot{fill:var(--good);stroke:var(--paper)}svg .cross{fill:none;stroke:var(--bad);stroke-width:2.4}
.p-back{fill:var(--b-manual)}.p-ink{fill:#8a6d1f}.p-lost{fill:var(--b-lost)}.p-paper{fill:#7c1118}
footer{overflow-wrap:anywhere;color:var(--soft);font-size:.85rem;padding-bottom:2rem;margin-top:2.5rem}
@media (max-width:640px){body{font-size:15px}h1{font-size:1.15rem}header,main,footer{padding:0 .85rem}dl.facts>div{grid-template-columns:1fr}table.results td,table.results th{padding-right:.4rem;font-size:.9em}.results td:nth-child(3){min-width:0}.scroll table:not(.results){min-width:42rem}}
@media print{
@page{size:A4;margin:14mm 13mm 15mm}
:root{color-scheme:light;--paper:#fff;--ink:#000;--soft:#444;--line:#c5c8cd;--panel:#f4f5f7;--link:#000;--good:#14662f;--good-bg:#eef7f0;--bad:#a3161f;--bad-bg:#fdf0f0;--open:#6b4200;--open-bg:#fdf6e6}
body{font-size:9.4pt;line-height:1.36;-webkit-print-color-adjust:exact;print-color-adjust:exact}
header,main,footer{max-width:none;padding:0}
.skip,nav{display:none}
a{text-decoration:none}
h1{font-size:13pt;margin:0 0 1.5mm}h2{font-size:12pt;margin:6mm 0 2mm;break-after:avoid}h3{break-after:avoid}
.page{break-after:page;font-size:8.5pt;line-height:1.28}
.page .banner{padding:1.2mm 3mm;margin:1mm 0 1.5mm}.page p{margin:.4mm 0}.page .result{font-size:9.4pt}
.page dl.facts{margin:1mm 0}.page dl.facts>div{grid-template-columns:31mm 1fr;padding:.55mm 0}.page dl.facts dd ol{padding-left:4mm}
.page .scroll{margin:1mm 0}.page table{font-size:8.3pt}.page table.stores{font-size:7.5pt;line-height:1.2}.page th,.page td{padding:.5mm 1.6mm .5mm .6mm}
.scroll,.chart{overflow:visible}
.chart svg{min-width:0}
table{font-size:8pt}thead{display:table-header-group}tr{break-inside:avoid}
tbody tr:first-child{break-before:avoid}caption{break-after:avoid}
details::details-content{content-visibility:visible;display:block;height:auto}
details>summary{list-style:none;color:var(--soft)}
:target{background:none}
}
`.trim();
