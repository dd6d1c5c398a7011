SUMMARY = "A flag whose name is not literal, of a variable that no hash contains"
LICENSE = "MIT"

SETTINGS[speed] = "9600"
python do_settings() {
    setting = open("setting").read()
    bb.utils.mkdirhier(d.getVarFlag("SETTINGS", setting))
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `do_settings` has `d.getVarFlag("SETTINGS", setting)`, and BitBake does not see that this refers to `SETTINGS`: that is not in the signature of `do_settings`: after a change of it the cache gives out what was built before
}
addtask settings after do_compile
