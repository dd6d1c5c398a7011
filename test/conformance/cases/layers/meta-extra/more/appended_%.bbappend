V .= " extra ${FILE_LAYERNAME}"
V_NOW := "${@os.path.basename(d.getVar("FILE"))}"
V .= " ${V_NOW}"
