# What BitBake tells a recipe about its layer and its files; paths in it are made short, since they are no part of the answer.
def short(d, value):
    return str(value).replace(d.getVar("CASEDIR"), "CASE")
do_see[vardepvalue] = "${FILE_LAYERNAME} ${@short(d, d.getVar('__BBAPPEND', False))}"
addtask see
do_prioritized[vardepvalue] = "${@short(d, d.getVar('BBFILES_PRIORITIZED'))}"
addtask prioritized
do_included[vardepvalue] = "${@sorted(short(d, name) for name in (d.getVar('BBINCLUDED') or '').split() if name.startswith(d.getVar('CASEDIR')))}"
addtask included
do_recipe_file[vardepvalue] = "${@short(d, d.getVar('__BB_RECIPE_FILE', False))}"
addtask recipe_file
