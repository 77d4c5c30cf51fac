// Runs a Python file in Pyodide: node pyodide.mjs PYODIDE/package PROGRAM MOUNTED... (each FROM:TO); nothing is fetched.
const [, , home, program, ...mounted] = process.argv;
const { loadPyodide } = await import(`file://${home}/pyodide.mjs`);
const { readFileSync } = await import("node:fs");
globalThis.fetch = () => { throw new Error("a lab asked for the network"); };
const python = await loadPyodide({ indexURL: `${home}/` });
for (const pair of mounted) {
  const [from, to] = pair.split(":");
  python.FS.mkdirTree(to);
  python.FS.mount(python.FS.filesystems.NODEFS, { root: from }, to);
}
python.runPython(readFileSync(program, "utf8"));
