// The stylesheet of the readable API page, served beside it; light and dark follow the reader's system.

export const DOCS_STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8882; --link: #2563eb; }
@media (prefers-color-scheme: dark) { :root { --link: #93c5fd; } }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; }
h1 small { font-size: 1rem; font-weight: normal; opacity: .7; }
h2 { border-bottom: 1px solid var(--line); margin-top: 3rem; padding-bottom: .25rem; text-transform: capitalize; }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
a { color: var(--link); }
nav a { display: inline-block; margin-right: 1rem; text-transform: capitalize; }
article { border: 1px solid var(--line); border-radius: .5rem; margin: 1rem 0; padding: 1rem; }
article p { margin: .5rem 0; }
code, pre { font: .875em/1.5 ui-monospace, monospace; }
pre { background: var(--soft); border-radius: .25rem; margin: .5rem 0; overflow-x: auto; padding: .75rem; }
summary { cursor: pointer; padding: .25rem 0; }
.method { border-radius: .25rem; color: #fff; display: inline-block; font-size: .75rem; min-width: 4.5rem; padding: .125rem .5rem; text-align: center; }
.get { background: #1d4ed8; } .post { background: #15803d; } .patch { background: #a16207; } .delete { background: #b91c1c; }
dt { margin-top: .75rem; } dd { margin: 0; }
:target { outline: 2px solid var(--link); outline-offset: 4px; }
`;
