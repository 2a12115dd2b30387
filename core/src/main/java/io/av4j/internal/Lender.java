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
  protected abstract T wrap(H handle);

  /** The handle inside; the public object's own exception if its turn is over or it is closed. */
  protected abstract H handle(T item);

  /** Parts the public object from its handle: from now on it throws. */
  protected abstract void part(T item);

  /** Begins a turn: a public object around what the stage has filled the handle with. */
  public final T lend(H handle) {
    T item = wrap(handle);
    handle.lend();
    return item;
  }

  /** Ends the turn, as soon as no other thread is inside. In a {@code finally}. */
  public final void takeBack(T item, H handle) {
    part(item);
    handle.takeBack();
  }

  /**
   * The handle inside, entered by this thread.
   *
   * @throws IllegalStateException if the item's turn is over, it is closed or in use
   */
  public final H enter(T item) {
    H handle = handle(item);
    handle.enter();
    try {
      // Its turn may have ended, and the handle's next one begun, between the two lines above.
      handle(item);
      return handle;
    } catch (IllegalStateException e) {
      handle.exit();
      throw e;
    }
  }
}
