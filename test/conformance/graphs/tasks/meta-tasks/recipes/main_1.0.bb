inherit steps
DEPENDS = "plain versions preferred required (>= 1.0) virtual/engine virtual/wheel assumed-tool assumed-some-thing ignored"
RDEPENDS:${PN} = "seat guessed dynamic-part (= 2) below"
RRECOMMENDS:${PN} = "extra"
do_fetch[file-checksums] = "${LAYERTASKS}/recipes/files/dir:True ${LAYERTASKS}/recipes/files/*.txt:True ${LAYERTASKS}/recipes/files/gone:False ${LAYERTASKS}/recipes/files/one.txt:True"
LAYERTASKS = "${@os.path.dirname(os.path.dirname(d.getVar('FILE', False)))}"
LAYERTASKS[vardepvalue] = ""
do_install[depends] = "plain:do_note ${PN}:do_fetch"
do_install[rdepends] = "seat:do_install"
addtask nowhere
do_compile[deptask] += "do_nowhere"
