def kernel_version(d):
    try:
        with open(d.expand('${TMPDIR}/work-shared/kernel-abiversion')) as source:
            return source.readlines()[0].strip()
    except OSError:
        return 'none'
python () {
    d.setVar('OPTIONS', 'old' if kernel_version(d) == 'none' else 'new')
}
do_magictask() {
    echo ${OPTIONS}
}
do_magictask[vardepsexclude] += "OPTIONS"
addtask magictask
