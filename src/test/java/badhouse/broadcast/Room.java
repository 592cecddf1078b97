package badhouse.broadcast;

public final class Room {}
