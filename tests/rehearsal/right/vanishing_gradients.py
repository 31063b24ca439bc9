"""Right answers to notebook 05, in styles that students write."""

import numpy as np
import torch

# --- linear_factor ------------------------------------------------------------------------------


def factor_power(w, steps):
    return w**steps


def factor_loop(w, steps):
    factor = 1.0
    for _ in range(steps):
        factor *= w
    return factor


def factor_product(weight, n):
    return np.prod([weight] * n)


# --- step_jacobian ------------------------------------------------------------------------------


def step_diag(h_t, W_hh):
    return np.diag(1 - h_t**2) @ W_hh


def step_columns(h_t, W_hh):
    return (W_hh.T * (1 - h_t * h_t)).T


def step_loops(h, W):
    return [[(1 - h[i] ** 2) * W[i, j] for j in range(len(h))] for i in range(len(h))]


def step_torch(h_t, W_hh):
    slope = 1 - torch.from_numpy(h_t) ** 2
    return torch.einsum("i,ij->ij", slope, torch.from_numpy(W_hh))


# --- state_jacobian -----------------------------------------------------------------------------


def states_from_the_left(h, W_hh, k, t):
    J = np.identity(h.shape[1])
    for i in range(t, k, -1):
        J = J @ step_diag(h[i], W_hh)
    return J


def states_from_the_right(h, W_hh, k, t):
    J = np.eye(W_hh.shape[0])
    for i in range(k + 1, t + 1):
        J = step_columns(h[i], W_hh).dot(J)
    return J


def states_recursive(h, W_hh, k, t):
    if t == k:
        return np.eye(len(W_hh))
    return step_diag(h[t], W_hh) @ states_recursive(h, W_hh, k, t - 1)


def states_multi_dot(h, W, k, t):
    factors = [torch.from_numpy(step_diag(h[i], W)) for i in range(t, k, -1)]
    return torch.linalg.multi_dot([torch.eye(len(W), dtype=torch.float64)] * 2 + factors)


# --- gradient_norms -----------------------------------------------------------------------------


def norms_walk(h, W_hh, dh_T):
    g, norms = dh_T, []
    for t in range(len(h) - 1, -1, -1):
        norms.append(np.sqrt((g**2).sum()))
        g = ((1 - h[t] ** 2) * g) @ W_hh
    return norms


def norms_transposed(h, W_hh, dh_T):
    out = np.zeros(len(h))
    g = dh_T.copy()
    out[0] = np.linalg.norm(g)
    for lag in range(1, len(h)):
        g = step_diag(h[-lag], W_hh).T @ g
        out[lag] = np.linalg.norm(g)
    return out


def norms_by_products(h, W_hh, dh_T):
    T = len(h)
    return np.array(
        [np.linalg.norm(dh_T @ states_recursive(h, W_hh, t, T - 1)) for t in range(T)][::-1]
    )


def norms_torch(h, W_hh, dh_T):
    h, W, g = map(torch.as_tensor, (np.flip(h, 0).copy(), W_hh, dh_T))
    gs = [g]
    for state in h[:-1]:
        gs.append(torch.mv(W.T, gs[-1] * (1 - state.square())))
    return torch.stack(gs).norm(dim=1)


# --- clip_gradients -----------------------------------------------------------------------------


def clip_if(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    if norm > max_norm:
        return {k: g * (max_norm / norm) for k, g in grads.items()}, norm
    return {k: g.copy() for k, g in grads.items()}, norm


def clip_concatenated(grads, max_norm):
    norm = np.linalg.norm(np.concatenate([g.ravel() for g in grads.values()]))
    scale = min(1, max_norm / (norm + 1e-6))
    return [{name: scale * grads[name] for name in grads}, float(norm)]


def clip_torch(grads, max_norm):
    tensors = {name: torch.from_numpy(grad) for name, grad in grads.items()}
    norm = torch.cat([tensor.flatten() for tensor in tensors.values()]).norm()
    factor = (max_norm / norm).clamp(max=1.0)
    return {name: tensor * factor for name, tensor in tensors.items()}, norm


# --- rescale ------------------------------------------------------------------------------------


def rescale_eigvals(W, spectral_radius):
    return W * spectral_radius / max(abs(np.linalg.eigvals(W)))


def rescale_eig(W, spectral_radius):
    values, _ = np.linalg.eig(W)
    return (spectral_radius / np.sqrt(values.real**2 + values.imag**2).max()) * W


def rescale_torch(W, spectral_radius):
    W = torch.tensor(W)
    return W.mul(spectral_radius).div(torch.linalg.eigvals(W).abs().max())


# --- orthogonal ---------------------------------------------------------------------------------


def orthogonal_qr(n, rng):
    return np.linalg.qr(rng.standard_normal((n, n)))[0]


def orthogonal_svd(n, rng):
    U, _, Vt = np.linalg.svd(rng.uniform(-1, 1, size=(n, n)))
    return U @ Vt


def orthogonal_gram_schmidt(n, rng):
    rows = []
    for v in rng.normal(size=(n, n)):
        for _ in range(2):
            for q in rows:
                v = v - (v @ q) * q
        rows.append(v / np.linalg.norm(v))
    return rows


def orthogonal_torch(n, rng):
    A = torch.from_numpy(rng.normal(size=(n, n)))
    return torch.linalg.matrix_exp(A - A.T)


ANSWERS = {
    "linear_factor": [factor_power, factor_loop, factor_product],
    "step_jacobian": [step_diag, step_columns, step_loops, step_torch],
    "state_jacobian": [
        states_from_the_left,
        states_from_the_right,
        states_recursive,
        states_multi_dot,
    ],
    "gradient_norms": [norms_walk, norms_transposed, norms_by_products, norms_torch],
    "clip_gradients": [clip_if, clip_concatenated, clip_torch],
    "rescale": [rescale_eigvals, rescale_eig, rescale_torch],
    "orthogonal": [orthogonal_qr, orthogonal_svd, orthogonal_gram_schmidt, orthogonal_torch],
}
