SUMMARY = "A function of a module that BitBake does not know"
LICENSE = "MIT"

python do_report() {
    import reporting
    reporting.write(d)
    ^^^^^^^^^^^^^^^^^^ `do_report` has `reporting.write(d)`, and BitBake does not look into `reporting.write`: neither it nor what it reads is not in the signature of `do_report`: after a change of it the cache gives out what was built before; bring its module in with `addpylib`, or name what it reads in `do_report[vardeps]`
}
addtask report after do_compile
