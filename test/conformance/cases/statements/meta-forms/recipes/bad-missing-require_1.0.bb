require nowhere.inc
