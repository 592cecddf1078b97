package badhouse.store;

public final class Room {}
