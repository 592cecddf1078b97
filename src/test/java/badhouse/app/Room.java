package badhouse.app;

public final class Room {}
