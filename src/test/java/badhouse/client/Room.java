package badhouse.client;

public final class Room {}
