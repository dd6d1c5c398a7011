SUMMARY = "Names that no hash contains on request"
LICENSE = "MIT"

MODE_fast = "-O3"
python do_places() {
    for name in ("TMPDIR", "WORKDIR", "MODE_fast"):
        bb.utils.mkdirhier(d.getVar(name))
}
do_places[vardepsexclude] = "MODE_fast"
addtask places after do_compile
