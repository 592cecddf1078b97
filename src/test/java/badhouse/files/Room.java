package badhouse.files;

public final class Room {}
