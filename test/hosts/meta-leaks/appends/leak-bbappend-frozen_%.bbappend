OUTPUT:append := " ${THISDIR}/files"
