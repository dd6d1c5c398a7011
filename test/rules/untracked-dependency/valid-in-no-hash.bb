SUMMARY = "Code that no task runs, and code that runs while the recipe is read"
LICENSE = "MIT"

FIRST = "1"
python () {
    for name in ("FIRST", "SECOND"):
        d.setVar("COPY_" + name, d.getVar(name) or "")
}
python nobody() {
    for name in ("FIRST", "SECOND"):
        bb.utils.mkdirhier(d.getVar(name))
}
