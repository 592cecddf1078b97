package badhouse.edge.line;

public final class Room {}
