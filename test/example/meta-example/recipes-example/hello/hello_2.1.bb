SUMMARY = "A recipe with nothing to find"
LICENSE = "MIT"

GREETING ?= "Hello"
GREETING:class-native = "Hello from the build machine"

do_compile() {
	printf '%s, world\n' "${GREETING}" > ${B}/hello
}

do_install:append() {
	install -d ${D}${bindir}
	install -m 0755 ${B}/hello ${D}${bindir}/hello
}

python do_announce() {
    bb.plain("%s %s" % (d.getVar("PN"), d.getVar("PV")))
}
addtask announce after do_install

BBCLASSEXTEND = "native"
