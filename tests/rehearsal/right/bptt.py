"""Right answers to notebook 04, in styles that students write."""

import numpy as np
import torch

# --- loss_and_gradient --------------------------------------------------------------------------


def loss_mean(y, target):
    diff = y - target
    return (diff**2).mean() / 2, diff / diff.size


def loss_sums(y, target):
    n = np.prod(y.shape)
    loss = 0.0
    dy = np.zeros(y.shape)
    for index in np.ndindex(y.shape):
        e = y[index] - target[index]
        loss += e * e
        dy[index] = e / n
    return [loss / (2 * n), dy]


def loss_torch(y, target):
    y, target = torch.from_numpy(y), torch.from_numpy(target)
    return 0.5 * torch.nn.functional.mse_loss(y, target), (y - target) / y.numel()


def loss_dot(prediction, wanted):
    e = (prediction - wanted).ravel()
    return float(e @ e / len(e) * 0.5), -(wanted - prediction) / len(e)


# --- rnn_step_backward --------------------------------------------------------------------------


def step_matmul(dh, cache):
    W, U = cache["params"]["W_ih"], cache["params"]["W_hh"]
    delta = dh * (1 - cache["h_t"] ** 2)
    return {
        "dx": delta @ W,
        "dh_prev": delta @ U,
        "dW_ih": delta.T @ cache["x_t"],
        "dW_hh": delta.T @ cache["h_prev"],
        "db_ih": delta.sum(0),
        "db_hh": delta.sum(0),
    }


def step_einsum(grad, memo):
    pre = grad / np.cosh(np.arctanh(np.clip(memo["h_t"], -1 + 1e-16, 1 - 1e-16))) ** 2
    pre = np.where(np.abs(memo["h_t"]) < 0.999, pre, grad * (1 - memo["h_t"] ** 2))
    bias = np.einsum("bh->h", pre)
    return dict(
        dx=np.einsum("bh,hf->bf", pre, memo["params"]["W_ih"]),
        dh_prev=np.einsum("bk,kh->bh", pre, memo["params"]["W_hh"]),
        dW_ih=np.einsum("bh,bf->hf", pre, memo["x_t"]),
        dW_hh=np.einsum("bk,bh->kh", pre, memo["h_prev"]),
        db_ih=bias,
        db_hh=bias,
        da=pre,  # one more key does no harm
    )


def step_torch(dh, cache):
    dh = torch.as_tensor(dh)
    x, hp, h = (torch.as_tensor(cache[name]) for name in ("x_t", "h_prev", "h_t"))
    p = {name: torch.as_tensor(value) for name, value in cache["params"].items()}
    da = torch.mul(dh, 1 - torch.square(h))
    return {
        "db_hh": da.sum(dim=0),
        "db_ih": da.sum(dim=0),
        "dW_hh": da.mT @ hp,
        "dW_ih": da.mT @ x,
        "dh_prev": torch.mm(da, p["W_hh"]),
        "dx": torch.mm(da, p["W_ih"]),
    }


def step_one_sequence_at_a_time(dh, cache):
    p = cache["params"]
    total = {name: 0 for name in ("dW_ih", "dW_hh", "db_ih", "db_hh")}
    dx, dh_prev = [], []
    for g, x, before, h in zip(dh, cache["x_t"], cache["h_prev"], cache["h_t"], strict=True):
        a = g * (1 + h) * (1 - h)
        dx.append(p["W_ih"].T.dot(a))
        dh_prev.append(p["W_hh"].T.dot(a))
        total["dW_ih"] = total["dW_ih"] + np.outer(a, x)
        total["dW_hh"] = total["dW_hh"] + np.outer(a, before)
        total["db_ih"] = total["db_ih"] + a
        total["db_hh"] = total["db_hh"] + a
    return {"dx": dx, "dh_prev": dh_prev, **total}


# --- rnn_backward -------------------------------------------------------------------------------


def backward_with(step):
    def backward(doutput, cache):
        T = len(doutput)
        grads = {
            "dx": np.zeros_like(cache["x"]),
            **{f"d{name}": np.zeros_like(value) for name, value in cache["params"].items()},
        }
        carried = np.zeros_like(doutput[0])
        for t in range(T - 1, -1, -1):
            before = cache["h_0"][0] if t == 0 else cache["output"][t - 1]
            now = {
                "x_t": cache["x"][t],
                "h_prev": before,
                "h_t": cache["output"][t],
                "params": cache["params"],
            }
            one = {k: np.asarray(v) for k, v in step(doutput[t] + carried, now).items()}
            carried = one["dh_prev"]
            grads["dx"][t] = one["dx"]
            for name in ("dW_ih", "dW_hh", "db_ih", "db_hh"):
                grads[name] += one[name]
        return {**grads, "dh_0": carried[None]}

    backward.__name__ = f"backward_{step.__name__}"
    return backward


def backward_all_at_once(doutput, cache):
    """The whole Jacobian of the states, without a loop over the gradient."""
    x, h_0, h, p = cache["x"], cache["h_0"], cache["output"], cache["params"]
    T, B, H = h.shape
    slope = 1 - h**2
    da = np.zeros_like(h)
    for t in range(T):
        back = doutput[t] * slope[t]
        for i in range(t, -1, -1):  # the loss of step t alone, all the way back
            da[i] += back
            if i:
                back = (back @ p["W_hh"]) * slope[i - 1]
    before = np.concatenate([h_0, h[:-1]])
    return {
        "dx": np.einsum("tbh,hf->tbf", da, p["W_ih"]),
        "dh_0": (da[0] @ p["W_hh"]).reshape(1, B, H),
        "dW_ih": np.tensordot(da, x, axes=([0, 1], [0, 1])),
        "dW_hh": np.tensordot(da, before, axes=([0, 1], [0, 1])),
        "db_ih": da.sum((0, 1)),
        "db_hh": da.sum((0, 1)),
    }


def backward_recursive(doutput, cache):
    def back(t, dh):
        """Gradients of steps 0 to t, given the gradient for h_t."""
        before = cache["output"][t - 1] if t > 0 else cache["h_0"][0]
        now = {k: cache[j][t] for k, j in (("x_t", "x"), ("h_t", "output"))}
        one = step_matmul(dh, {**now, "h_prev": before, "params": cache["params"]})
        if t == 0:
            return {**one, "dx": [one["dx"]], "dh_0": one["dh_prev"][None]}
        rest = back(t - 1, doutput[t - 1] + one["dh_prev"])
        sums = {n: rest[n] + one[n] for n in ("dW_ih", "dW_hh", "db_ih", "db_hh")}
        return {**rest, **sums, "dx": [*rest["dx"], one["dx"]]}

    return back(len(doutput) - 1, doutput[-1])


# --- numerical_gradient -------------------------------------------------------------------------


def numerical_ndindex(f, x, eps=1e-5):
    g = np.zeros_like(x)
    for i in np.ndindex(*x.shape):
        up, down = x.copy(), x.copy()
        up[i] += eps
        down[i] -= eps
        g[i] = (f(up) - f(down)) / (2 * eps)
    return g


def numerical_flat(f, x, eps=1e-5):
    steps = eps * np.eye(x.size)
    return np.array([f(x + s.reshape(x.shape)) - f(x - s.reshape(x.shape)) for s in steps]).reshape(
        x.shape
    ) / (eps + eps)


def numerical_in_place(f, x, eps=1e-5):
    """Moves x itself and takes the moves back, which restores it but for rounding."""
    g = np.empty(x.shape)
    it = np.nditer(x, flags=["multi_index"])
    for _ in it:
        i = it.multi_index
        x[i] += eps
        above = f(x)
        x[i] -= 2 * eps
        below = f(x)
        x[i] += eps
        g[i] = 0.5 / eps * (above - below)
    return g


# --- path_contributions -------------------------------------------------------------------------


def paths_outer(dz_2, cache):
    x, s, z, p = cache["x"], cache["s"], cache["z"], cache["params"]
    ez2 = (1 - z[1] ** 2) * dz_2
    es2 = (1 - s[1] ** 2) * (p["V"].T @ ez2)
    via_s = (1 - s[0] ** 2) * (p["W"].T @ es2)
    ez1 = (1 - z[0] ** 2) * (p["R"].T @ ez2)
    via_z = (1 - s[0] ** 2) * (p["V"].T @ ez1)
    return np.outer(es2, x[1]), np.outer(via_s, x[0]), np.outer(via_z, x[0])


def paths_jacobians(dz_2, cache):
    """Products of whole Jacobians, from the loss backward."""
    p = cache["params"]
    d = [np.diag(1 - v**2) for v in (*cache["s"], *cache["z"])]  # s_1, s_2, z_1, z_2
    z2_s2 = d[3] @ p["V"]
    s2_s1 = d[1] @ p["W"]
    z2_z1 = d[3] @ p["R"]
    z1_s1 = d[2] @ p["V"]
    rows = (dz_2 @ z2_s2 @ d[1], dz_2 @ z2_s2 @ s2_s1 @ d[0], dz_2 @ z2_z1 @ z1_s1 @ d[0])
    return [row[:, None] * x for row, x in zip(rows, cache["x"][[1, 0, 0]], strict=True)]


def paths_torch(dz_2, cache):
    t = torch.as_tensor
    x, s, z = t(cache["x"]), t(cache["s"]), t(cache["z"])
    W, V, R = (t(cache["params"][n]) for n in "WVR")
    e = t(dz_2) * (1 - z[1] ** 2)
    a = (V.T @ e) * (1 - s[1] ** 2)
    b = (W.T @ a) * (1 - s[0] ** 2)
    c = (V.T @ ((R.T @ e) * (1 - z[0] ** 2))) * (1 - s[0] ** 2)
    return torch.outer(a, x[1]), torch.outer(b, x[0]), torch.outer(c, x[0])


# --- truncated_backward -------------------------------------------------------------------------


def truncated_by_window(doutput, cache, k):
    start = max(0, len(doutput) - k)
    before = np.concatenate([cache["h_0"], cache["output"]])[start]
    window = {
        "x": cache["x"][start:],
        "h_0": before[None],
        "output": cache["output"][start:],
        "params": cache["params"],
    }
    grads = backward_recursive(doutput[start:], window)
    dx = np.concatenate([np.zeros_like(cache["x"][:start]), grads["dx"]])
    dh_0 = grads["dh_0"] if start == 0 else np.zeros(cache["h_0"].shape)
    return {**grads, "dx": dx, "dh_0": dh_0}


def truncated_by_loop(doutput, cache, k):
    T = doutput.shape[0]
    p, h, x = cache["params"], cache["output"], cache["x"]
    g = {"d" + name: np.zeros(value.shape) for name, value in p.items()}
    g["dx"], future = np.zeros(x.shape), 0
    for t in reversed(range(max(T - k, 0), T)):
        da = (doutput[t] + future) * (1 - h[t] ** 2)
        g["dx"][t] = da @ p["W_ih"]
        g["dW_ih"] += da.T @ x[t]
        g["dW_hh"] += da.T @ (h[t - 1] if t else cache["h_0"][0])
        g["db_ih"] += da.sum(0)
        g["db_hh"] += da.sum(0)
        future = da @ p["W_hh"]
    g["dh_0"] = (future if k >= T else 0 * future)[None]
    return g


def truncated_by_mask(doutput, cache, k):
    """Backward over all steps, with everything before the last k switched off."""
    T = len(doutput)
    on = np.arange(T) >= T - k
    h, p = cache["output"], cache["params"]
    da, future = np.zeros_like(h), np.zeros_like(h[0])
    for t in range(T)[::-1]:
        da[t] = on[t] * (doutput[t] + future) * (1 - h[t] ** 2)
        future = da[t] @ p["W_hh"]
    before = np.concatenate([cache["h_0"], h[:-1]])
    return {
        "dx": da @ p["W_ih"],
        "dh_0": future[None],
        "dW_ih": np.einsum("tbh,tbf->hf", da, cache["x"]),
        "dW_hh": np.einsum("tbh,tbk->hk", da, before),
        "db_ih": da.sum((0, 1)),
        "db_hh": da.sum((0, 1)),
    }


ANSWERS = {
    "loss_and_gradient": [loss_mean, loss_sums, loss_torch, loss_dot],
    "rnn_step_backward": [step_matmul, step_einsum, step_torch, step_one_sequence_at_a_time],
    "rnn_backward": [
        backward_with(step_matmul),
        backward_with(step_torch),
        backward_with(step_one_sequence_at_a_time),
        backward_all_at_once,
        backward_recursive,
    ],
    "numerical_gradient": [numerical_ndindex, numerical_flat, numerical_in_place],
    "path_contributions": [paths_outer, paths_jacobians, paths_torch],
    "truncated_backward": [truncated_by_window, truncated_by_loop, truncated_by_mask],
}
