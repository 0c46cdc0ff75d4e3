import { declarations } from './palette.ts';

/** The page's style sheet. Below 760 px figures take their narrow drawing. */
export const style = `
:root{color-scheme:light dark;${declarations(false)}}
@media (prefers-color-scheme:dark){:root{${declarations(true)}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:break-word}
main,header,footer{max-width:1120px;margin:0 auto;padding:0 32px}
header{padding-top:28px}
h1,h2,h3,p,dl,dd,figure,table,ul{margin:0;padding:0}
h2{font-size:22px;line-height:1.25;font-weight:650;letter-spacing:-.01em;margin-bottom:6px}
h3{font-size:16px;line-height:1.35;font-weight:650;margin:28px 0 6px}
section{padding:36px 0 8px;border-top:1px solid var(--rule);margin-top:36px}
p{max-width:76ch}
p+p{margin-top:8px}
a{color:inherit}
small,.muted{color:var(--muted)}
small{font-size:13px}
code{overflow-wrap:anywhere;font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
.lead{color:var(--muted);margin-bottom:16px}
.top,h1,h2,h3,.facts,figcaption{overflow-wrap:anywhere}
.top{display:flex;flex-wrap:wrap;gap:2px 20px;font-size:13px;color:var(--muted)}
.verdict{border-left:6px solid var(--word);padding:2px 0 4px 20px;margin-top:22px}
.verdict .word{color:var(--word);font-size:15px;font-weight:750;letter-spacing:.09em}
.verdict h1{font-size:clamp(22px,3.1vw,34px);line-height:1.22;font-weight:650;letter-spacing:-.015em;max-width:34em;margin:2px 0 8px;text-wrap:pretty}
.pass{--word:var(--pass)}.fail{--word:var(--fail)}.inconclusive{--word:var(--inconclusive)}.invalid{--word:var(--invalid)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:0 28px;margin-top:24px}
.figures div{border-top:1px solid var(--rule);padding:10px 0 14px}
.figures dt{font-size:13px;color:var(--muted);line-height:1.35}
.figures dd{font-size:24px;font-weight:600;line-height:1.3;letter-spacing:-.01em}
.figures dd small{display:block;text-wrap:balance;font-weight:400;letter-spacing:0;line-height:1.35}
.scroll{overflow-x:auto;margin:10px 0 4px}
table{border-collapse:collapse;width:100%;font-size:14px;line-height:1.4}
caption{text-align:left;font-weight:650;padding:0 0 6px}
th{font-weight:500;color:var(--muted);font-size:13px;text-align:left;vertical-align:bottom;line-height:1.3}
th,td{padding:6px 14px 6px 0;border-bottom:1px solid var(--rule)}
th:last-child,td:last-child{padding-right:0}
td{vertical-align:top;min-width:8em}
td.n,td.w{min-width:0}
.n{text-align:right;white-space:nowrap}
.w{white-space:nowrap}
.miss{color:var(--miss);font-weight:600}
.swatch{display:inline-block;width:11px;height:11px;border-radius:2px;margin-right:8px;vertical-align:-1px;border:1px solid color-mix(in srgb,var(--ink) 18%,transparent)}
.bar{display:block;height:10px;min-width:1px;border-radius:1px}
td.meter{width:26%;min-width:90px;vertical-align:middle}
tr.sum td{font-weight:600;border-top:1px solid var(--muted)}
figure{margin:14px 0 4px}
figcaption,.note{font-size:13px;line-height:1.4;color:var(--muted);margin-top:4px;max-width:90ch}
svg{display:block;width:100%;height:auto;overflow:visible}
svg text{font-family:inherit}
.own text{fill:var(--muted)}
.own .i{fill:var(--ink)}
.narrow{display:none;max-width:520px}
.key{display:flex;flex-wrap:wrap;gap:2px 18px;font-size:13px;color:var(--muted);margin-top:10px}
.key span{white-space:nowrap}
.key svg{display:inline-block;width:22px;height:12px;vertical-align:-1px;margin-right:6px}
details{margin-top:14px}
summary{cursor:pointer;color:var(--muted);font-size:14px}
.case{border-top:1px solid var(--rule);margin-top:24px;padding-top:16px}
.case h3{margin-top:0}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:8px 20px;font-size:14px;margin:8px 0 14px}
.facts dt{font-size:13px;color:var(--muted)}
.pictures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,420px),1fr));gap:20px 32px}
.pictures figure{margin:0}
.pictures .face{max-width:330px;display:grid;grid-template-columns:1fr 1fr;gap:4px}
.pictures img{display:block;width:100%;height:auto;background:#fff}
.plate{background:#fff;border:1px solid var(--rule)}
ul{padding-left:18px}
li{max-width:86ch;margin:3px 0}
footer{padding-top:28px;padding-bottom:48px;color:var(--muted);font-size:13px}
pre{margin:8px 0 0;padding:10px 12px;background:var(--panel);overflow-x:auto;white-space:pre-wrap}
@media (max-width:760px){
main,header,footer{padding-left:16px;padding-right:16px}
header{padding-top:18px}
.verdict{padding-left:14px;margin-top:16px}
.figures{grid-template-columns:1fr 1fr;gap:0 20px}
.figures dd{font-size:20px}
.wide{display:none}.narrow{display:block}
section{margin-top:28px;padding-top:28px}
td.meter,th.meter,.aside{display:none}
.scroll th:first-child,.scroll td:first-child{position:sticky;left:0;background:var(--paper)}
}
@media print{section{break-inside:avoid-page}.scroll{overflow:visible}}
`;
