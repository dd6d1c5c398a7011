SUMMARY = "A function of a module that BitBake does not know"
LICENSE = "MIT"

python do_report() {
    import reporting
    <|reporting.write(d)|>
}
addtask report after do_compile
