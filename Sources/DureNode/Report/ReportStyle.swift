/// The report's style sheet: no font, picture or address from elsewhere.
///
/// The colours of the models are those of Okabe and Ito (2008), which people with any colour
/// vision tell apart; dashes and marks say the same again. Lengths of text are in `rem`, so that
/// enlarged text enlarges its figure.
enum ReportStyle {
    static let sheet: StaticString = """
        :root{color-scheme:light dark;--paper:#fff;--tint:#f4f6f8;--ink:#18212b;--soft:#4d5a67;
        --rule:#d3dae1;--accent:#0b4a7a;--own:#d55e00;--joint:#0072b2;--noisy:#009e73}
        @media (prefers-color-scheme:dark){:root{--paper:#11161c;--tint:#192028;--ink:#e7ebef;
        --soft:#abb6c1;--rule:#35404b;--accent:#8fcbf5;--own:#e69f00;--joint:#56b4e9;
        --noisy:#1fbf92}}
        *{box-sizing:border-box}
        html{font-size:100%;-webkit-text-size-adjust:100%;scroll-behavior:auto}
        body{margin:0;background:var(--paper);color:var(--ink);line-height:1.6;
        font-family:system-ui,-apple-system,"Segoe UI","Noto Sans","Apple SD Gothic Neo",
        "Malgun Gothic","Noto Sans CJK KR","Noto Sans KR",sans-serif;
        font-variant-numeric:tabular-nums;overflow-wrap:break-word}
        :lang(ko){word-break:keep-all}
        .page{max-width:66rem;margin-inline:auto;padding-inline:clamp(1rem,4vw,2.5rem)}
        .skip{position:absolute;inset-inline-start:1rem;top:-6rem;padding:.75rem 1rem;
        background:var(--accent);color:var(--paper);z-index:1}
        .skip:focus{top:1rem}
        a{color:var(--accent);text-underline-offset:.2em}
        :focus-visible{outline:3px solid var(--accent);outline-offset:3px}
        h1,h2,h3,h4{line-height:1.25;font-weight:600;margin:0;text-wrap:balance}
        h1{font-size:clamp(1.75rem,1.2rem + 2.4vw,2.75rem);letter-spacing:-.015em;
        max-width:24em;margin-block:.5rem 1rem}
        h2{font-size:1.5rem;letter-spacing:-.01em;margin-block-end:1.25rem}
        h3{font-size:1.0625rem;margin-block-end:.5rem}
        h4{font-size:1rem;margin-block:1.5rem .5rem}figcaption h3{margin:0}
        p,ul{max-width:46rem;margin-block:0 1rem}
        .kind{color:var(--accent);font-weight:600;margin:0}
        .question{font-size:1.1875rem;color:var(--soft);max-width:40rem;margin:0}
        header{border-block-start:.375rem solid var(--accent);padding-block:3rem 2rem}
        .facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));
        gap:1rem 2rem;margin:2rem 0 0}
        dt{font-size:.875rem;color:var(--soft)}
        dd{margin:0}
        nav ul{border-block:1px solid var(--rule);padding-block:.75rem;display:flex;flex-wrap:wrap;gap:.25rem 1.75rem;list-style:none;margin:0;
        padding-inline:0;max-width:none;font-size:.9375rem}
        nav a{display:inline-block;padding-block:.25rem;text-decoration:none}
        nav a:hover{text-decoration:underline}
        section{padding-block:3rem 1rem}
        section+section{border-block-start:1px solid var(--rule)}
        .key{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(13rem,100%),1fr));
        gap:1.5rem 2rem;margin:0 0 2rem}
        .key div{border-inline-start:.25rem solid var(--rule);padding-inline-start:1rem}
        .key .own{border-color:var(--own)}.key .joint{border-color:var(--joint)}
        .key .noisy{border-color:var(--noisy)}
        .key dd{font-size:2.125rem;line-height:1.2;font-weight:600;letter-spacing:-.02em}
        .note{color:var(--soft);font-size:.9375rem}
        .two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(24rem,100%),1fr));
        gap:2.25rem 3rem;margin-block:1.5rem}
        .two>*{min-width:0}
        .small{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr));
        gap:2.25rem 3rem;margin-block:1.5rem}
        .plain{padding-inline-start:1.25rem}.plain li{margin-block-end:.625rem}
        figure{margin:0;break-inside:avoid}
        figcaption{margin-block-end:.5rem}
        figcaption .note{display:block;margin:0;font-size:.875rem}
        svg{display:block;width:100%;overflow:visible}
        svg text{font-size:.8125rem;fill:var(--soft);font-family:inherit}
        .grid{stroke:var(--rule);stroke-width:1}.axis{stroke:var(--soft);stroke-width:1}
        .curve{fill:none;stroke-width:2.25;stroke-linejoin:round}
        .curve.own{stroke-dasharray:7 4}.curve.noisy{stroke-dasharray:0 6;
        stroke-linecap:round;stroke-width:3.5}
        .coin{stroke:var(--soft);stroke-width:1;opacity:.7}
        .own{stroke:var(--own)}.joint{stroke:var(--joint)}.noisy{stroke:var(--noisy)}
        .mark.own{fill:var(--own)}.mark.joint{fill:var(--joint)}.mark.noisy{fill:var(--noisy)}
        .mark{stroke:var(--paper);stroke-width:1.5}
        .whisker{stroke-width:2.25}
        .sample{display:inline-block;width:2.75rem;height:1rem;vertical-align:-.15rem;
        margin-inline-end:.5rem}
        .legend{display:flex;flex-wrap:wrap;gap:.5rem 2rem;list-style:none;padding:0;margin:0;
        max-width:none}
        .areas{display:grid;grid-template-columns:auto minmax(6rem,1fr) auto;gap:0 .875rem;
        align-items:start}
        .areas span{display:block;line-height:1.75rem;white-space:nowrap;font-size:.9375rem}
        .areas .values{font-weight:600;text-align:end}
        .areas svg{height:6.5rem}
        .rounds svg{height:13rem}.rounds figcaption{min-height:3.25rem}
        .curves svg{max-width:26rem}.curves details{margin-block-end:0}
        .budget{display:grid;grid-template-columns:minmax(8rem,1fr) 3fr minmax(8rem,auto);
        gap:.75rem 1.5rem;align-items:center;margin-block:1.5rem 1rem;max-width:54rem}
        .budget svg{height:1.5rem}
        .track{fill:var(--tint);stroke:var(--soft);stroke-width:1}.spent{fill:var(--joint)}
        .budget b{font-weight:600}.budget span{white-space:nowrap}
        table{border-collapse:collapse;width:100%;font-size:.9375rem}
        caption{text-align:start;caption-side:top;color:var(--soft);font-size:.875rem;padding-block:.25rem .5rem}
        th,td{text-align:start;vertical-align:top;padding:.5rem 1.25rem .5rem 0;
        border-block-end:1px solid var(--rule);font-weight:400}
        thead th{font-weight:600;border-block-end-color:var(--soft);white-space:nowrap}
        th.number,td.number{text-align:end;white-space:nowrap}
        th:last-child,td:last-child{padding-inline-end:0}
        .number+.words{padding-inline-start:1.25rem}
        caption span{display:inline-block;position:sticky;inset-inline-start:0;
        max-width:calc(100vw - 2rem)}
                .scroll{overflow-x:auto;max-width:100%;margin-block:.5rem 1.5rem}
        details{margin-block:.75rem 1.5rem}
        summary{cursor:pointer;padding-block:.375rem;color:var(--accent);font-size:.9375rem;
        width:fit-content}
        .verdict{white-space:nowrap;font-weight:600}
        .verdict::before{margin-inline-end:.4em}
        .yes::before{content:"\\25B2"}.none::before{content:"\\25CB"}
        .hurt::before{content:"\\25BC"}.unjudged::before{content:"\\2013"}
        pre{background:var(--tint);border:1px solid var(--rule);padding:1rem 1.25rem;margin:0 0 1rem;
        white-space:pre-wrap;overflow-wrap:anywhere;font-size:.9375rem}
        footer{border-block-start:1px solid var(--rule);margin-block-start:3rem;
        padding-block:1.5rem 3rem;color:var(--soft);font-size:.9375rem}
        @media (max-width:36rem){.budget{display:block}.budget>*{display:block;margin-block-end:.25rem}
        .budget>span{margin-block-end:1.25rem}
        .stack table,.stack caption,.stack tbody,.stack tr,.stack tbody th{display:block}
        .stack thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
        .stack tr{border-block-end:1px solid var(--rule);padding-block:.75rem}
        .stack tbody th{border:0;padding:0 0 .25rem;font-weight:600}
        .stack tbody td{display:grid;grid-template-columns:minmax(6rem,2fr) 3fr;gap:1rem;border:0;
        padding:.125rem 0;text-align:start;white-space:normal}
        .stack td::before{content:attr(data-label);color:var(--soft)}
        .areas{gap:0 .625rem}section{padding-block:2.25rem .5rem}header{padding-block:2rem 1.5rem}
        .minor{display:none}}
        @media print{:root{color-scheme:light;--paper:#fff;--tint:#f4f6f8;--ink:#000;--soft:#444;
        --rule:#bbb;--accent:#0b4a7a;--own:#d55e00;--joint:#0072b2;--noisy:#009e73}
        @page{margin:16mm}html{font-size:9.5pt}nav,.skip,summary{display:none}
        .page{max-width:none;padding:0}header{padding-block:1.5rem .5rem}
        section{padding-block:1.5rem .25rem}h2,h3,h4{break-after:avoid}
        .two,.small{grid-template-columns:1fr 1fr;gap:1.5rem 2.5rem}.curves svg{max-width:17rem}
        tr,table,pre,.key,.budget,.areas{break-inside:avoid}
        .key{grid-template-columns:repeat(4,1fr);gap:1rem}.key dd{font-size:1.75rem}.scroll{overflow:visible}
        details{display:none}#areas details{display:block}
        #areas details::details-content{content-visibility:visible;height:auto}}
        """
}
