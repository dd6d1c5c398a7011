SUMMARY = "A function of a module that BitBake does not know"
LICENSE = "MIT"

python do_report() {
    import reporting
    reporting.write(d)
    ^^^^^^^^^^^^^^^^^^ the signature of `do_report` lacks `reporting.write`, which `do_report` calls: BitBake does not read that function; use `addpylib`, or name what it reads in `do_report[vardeps]`
}
addtask report after do_compile
