package badhouse;

/** Stands for the entry point of a house in which every rule is broken once. */
public final class Entry {}
