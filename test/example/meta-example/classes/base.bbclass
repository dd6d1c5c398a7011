# The tasks every recipe has.
addtask configure
addtask compile after do_configure
addtask install after do_compile
addtask build after do_install

do_configure() {
	:
}

do_compile() {
	:
}

do_install() {
	:
}

do_build[noexec] = "1"
do_build() {
	:
}
