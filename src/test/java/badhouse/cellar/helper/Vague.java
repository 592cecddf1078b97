package badhouse.cellar.helper;

final class Vague {}
