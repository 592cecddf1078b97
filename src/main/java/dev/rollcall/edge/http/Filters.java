package dev.rollcall.edge.http;

/** The filters that stand around whatever a node serves, in their order. */
public final class Filters {
  private Filters() {}

  /**
   * A handler behind all filters. To be made once for all listeners: they share its counts.
   *
   * @param faults makes responses of errors, which say how a client stands as others do
   */
  public static Handler around(
      Handler handler, HttpSettings settings, Faults faults, Access access) {
    Handler filtered = access.around(handler);
    if (settings.requestsMax() > 0) {
      filtered = new RequestSlots(settings.requestsMax()).around(filtered);
    }
    filtered = faults.around(filtered);
    if (settings.rateLimitRequests() > 0) {
      filtered =
          new RateLimit(settings.rateLimitRequests(), settings.rateLimitWindow()).around(filtered);
    }
    return filtered;
  }
}
