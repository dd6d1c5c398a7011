inherit where where2
require inc/every.inc
include inc/nowhere.inc
V = "${CLASS} ${CLASS2} ${I} ${MACHINE_FROM} ${FL_NAME}"
do_see[vardeps] = "V CLASS CLASS2 I MACHINE_FROM"
do_see[vardepvalue] = "${V}"
addtask see
base = "${@os.path.dirname(d.getVar('CASEDIR'))}"
def short(d, text):
    return str(text).replace(d.getVar("CASEDIR"), "CASE").replace("$", "%")
do_layerdirs[vardepvalue] = "${@[short(d, d.getVar(name, False)) + ' / ' + short(d, d.getVar(name)) for name in ('AP', 'AP2', 'AP3', 'WK', 'LAYER_NOTE')]} ${@short(d, d.getVarFlag('FL', 'd', False))}"
addtask layerdirs
do_paths[vardepvalue] = "${@short(d, d.getVar('BBPATH')).replace(os.path.dirname(os.path.dirname(d.getVar('CASEDIR'))), 'ROOT')} ${@short(d, d.getVar('BBFILES')).replace('  ', ' ')}"
addtask paths
do_series[vardepvalue] = "${@[d.getVar(name) for name in ('LAYERSERIES_CORENAMES', 'LAYERSERIES_COMPAT_low', 'LAYERSERIES_COMPAT_high', 'BBFILE_COLLECTIONS', 'BBFILE_PRIORITY_high')]}"
addtask series
