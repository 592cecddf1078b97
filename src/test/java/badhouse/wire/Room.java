package badhouse.wire;

public final class Room {}
