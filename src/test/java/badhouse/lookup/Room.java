package badhouse.lookup;

public final class Room {}
