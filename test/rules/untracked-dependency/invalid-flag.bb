SUMMARY = "A flag whose name is not literal, of a variable that no hash contains"
LICENSE = "MIT"

SETTINGS[speed] = "9600"
python do_settings() {
    setting = open("setting").read()
    bb.utils.mkdirhier(d.getVarFlag("SETTINGS", setting))
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the signature of `do_settings` lacks `SETTINGS`: BitBake does not see that `d.getVarFlag("SETTINGS", setting)` in `do_settings` refers to it; name it in `do_settings[vardeps]`
}
addtask settings after do_compile
