package dev.rollcall.files;

import java.util.List;

/**
 * What is in a directory, in no order: plain files and directories, for nothing else can be had.
 *
 * @param complete whether these are all
 */
public record DirectoryListing(List<DirectoryEntry> entries, boolean complete) {}
