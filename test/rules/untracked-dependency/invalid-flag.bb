SUMMARY = "A flag whose name is not literal, of a variable that no hash contains"
LICENSE = "MIT"

SETTINGS[speed] = "9600"
python do_settings() {
    setting = open("setting").read()
    bb.utils.mkdirhier(<|d.getVarFlag("SETTINGS", setting)|>)
}
addtask settings after do_compile
