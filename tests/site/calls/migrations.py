"""A guest goes to another host, each way that libvirt knows."""

from .rows import Change

GO = ["VIR_MIGRATE_LIVE", "VIR_MIGRATE_UNSAFE"]
PEER = [*GO, "VIR_MIGRATE_PEER2PEER"]


def is_gone(thing):
    return not thing.handle.isActive()


def peer(scene, _):
    return scene.lab.omega.uri


def goes(**arguments):
    return Change("new guest", **arguments).shows(is_gone, True)


ROWS = {
    "domainMigrate": goes(dconn="omega", flags=GO, bandwidth=0, uri="tcp:127.0.0.1"),
    "domainMigrate2": goes(dconn="omega", flags=GO, bandwidth=0, uri="tcp:127.0.0.1"),
    "domainMigrate3": goes(dconn="omega", flags=GO).params(migrate_uri="tcp:127.0.0.1"),
    "domainMigrateToURI": goes(duri=peer, flags=PEER, bandwidth=0),
    "domainMigrateToURI2": goes(dconnuri=peer, miguri="tcp:127.0.0.1", flags=PEER, bandwidth=0),
    "domainMigrateToURI3": goes(dconnuri=peer, flags=PEER).params(migrate_uri="tcp:127.0.0.1"),
}
