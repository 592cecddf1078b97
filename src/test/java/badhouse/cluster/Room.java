package badhouse.cluster;

public final class Room {}
