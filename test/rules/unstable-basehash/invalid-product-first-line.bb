def kernel_version(d):
    try:
        with open(d.expand('${TMPDIR}/work-shared/kernel-abiversion')) as source:
            return source.readlines()[0].strip()
    except OSError:
        return 'none'
python () {
^^^^^^^^^^^ the basehash of `do_magictask` contains `OPTIONS`, which depends on whether `/ws/build/tmp/work-shared/kernel-abiversion` exists: a build changes that, and so the hash; decide it in the task
    d.setVar('OPTIONS', 'old' if kernel_version(d) == 'none' else 'new')
}
do_magictask() {
    echo ${OPTIONS}
}
addtask magictask
