package badhouse.edge;

public final class Room {}
