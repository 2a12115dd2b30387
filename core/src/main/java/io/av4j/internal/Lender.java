package io.av4j.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The back door between av4j's packages to the handle inside a public frame or packet, which their
 * users do not see.
 *
 * @param <T> the public type
 * @param <H> its handle
 */
public abstract class Lender<T, H extends NativeHandle> {
  private static final Map<Class<?>, Lender<?, ?>> LENDERS = new ConcurrentHashMap<>();

  /** For the static initialisers of the public types. */
  public static <T, H extends NativeHandle> void publish(Class<T> type, Lender<T, H> lender) {
    LENDERS.put(type, lender);
  }

  /** The lender of a public type. */
  @SuppressWarnings("unchecked") // publish() ties the two together
  public static <T, H extends NativeHandle> Lender<T, H> of(Class<T> type) {
    try {
      Class.forName(type.getName(), true, type.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
    Lender<?, ?> lender = LENDERS.get(type);
    if (lender == null) {
      throw new IllegalStateException(type + " published no lender");
    }
    return (Lender<T, H>) lender;
  }

  /** A public object around the handle. */
  public abstract T wrap(H handle);

  /** The handle inside; the public object's own exception if its turn is over or it is closed. */
  public abstract H handle(T item);

  /** Ends the turn of a lent object: from now on it throws. */
  public abstract void endTurn(T item);
}
