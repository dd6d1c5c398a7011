inherit steps
DEPENDS = "plain"
python () {
    if not d.getVar('MARK'):
        d.setVarFlag('do_compile', 'mcdepends', 'mc::other:plain:do_install')
        d.setVarFlag('do_install', 'mcdepends', 'mc::other:versions:do_note')
}
