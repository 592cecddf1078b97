package badhouse.security;

public final class Room {}
