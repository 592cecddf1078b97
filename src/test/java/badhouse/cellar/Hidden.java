package badhouse.cellar;

final class Hidden {}
