package badhouse.base;

public final class Room {}
