SUMMARY = "A function that is run by its name"
LICENSE = "MIT"

STEPS = "step_one step_two"
step_one() {
    touch one
}
step_two() {
    touch two
}
python do_steps() {
    for step in d.getVar("STEPS").split():
        bb.build.exec_func(step, d)
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^ `do_steps` has `bb.build.exec_func(step, d)`, and BitBake does not see that this refers to `step_one`, `step_two`: that is not in the signature of `do_steps`: after a change of it the cache gives out what was built before
}
addtask steps after do_compile
