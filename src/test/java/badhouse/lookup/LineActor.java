package badhouse.lookup;

final class LineActor {}
