from __future__ import annotations

import torch
from diffusers.models.attention import GatedSelfAttentionDense
from torch import nn

from sketchpad.training.diffusion.gate_loss import attention_loss, inside, watch_gates


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.block = nn.ModuleDict({"fuser": GatedSelfAttentionDense(16, 8, 2, 8)})

    def forward(self, x, objs):
        return self.block["fuser"](x, objs)


def test_tokens_inside_a_box_are_told():
    boxes = torch.tensor([[[0.0, 0.0, 0.5, 1.0], [0.2, 0.2, 0.9, 0.9]]])
    found = inside(boxes, torch.tensor([[1.0, 0.0]]), 4, 4).reshape(4, 4, 2)
    assert found[..., 0].tolist() == [[1.0, 1.0, 0.0, 0.0]] * 4
    assert found[..., 1].sum() == 0  # an empty slot holds nothing


def test_gates_learn_to_look_where_boxes_are():
    torch.manual_seed(0)
    net = Net()
    x, objs = torch.randn(2, 16, 16), torch.randn(2, 3, 8)
    boxes = torch.tensor([[0.0, 0.0, 0.5, 0.5], [0.5, 0.0, 1.0, 1.0], [0.0, 0.0, 1.0, 1.0]])
    boxes, masks = boxes.expand(2, 3, 4), torch.tensor([[1.0, 1.0, 0.0]] * 2)
    optimizer = torch.optim.Adam(net.parameters(), 0.02)
    losses, processor = [], net.block["fuser"].attn.processor
    for _ in range(30):
        with watch_gates(net, masks, 3) as seen:
            net(x, objs)
        assert len(seen) == 1
        loss = attention_loss(seen, boxes, masks)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.6 * losses[0]
    assert net.block["fuser"].attn.processor is processor  # put back


def test_boxes_lie_where_they_do_in_pictures_that_are_not_square():
    boxes = torch.tensor([[[0.5, 0.0, 1.0, 0.5]]])
    found = inside(boxes, torch.ones(1, 1), 2, 4).reshape(2, 4)
    assert found.tolist() == [[0.0, 0.0, 1.0, 1.0], [0.0, 0.0, 0.0, 0.0]]
    torch.manual_seed(0)
    net = Net()
    with watch_gates(net, torch.ones(1, 1), 1) as seen:
        net(torch.randn(1, 8, 16), torch.randn(1, 1, 8))
    wide = attention_loss(seen, boxes, torch.ones(1, 1), (8, 16))
    tall = attention_loss(seen, boxes, torch.ones(1, 1), (16, 8))
    assert torch.isfinite(wide)
    assert not torch.equal(wide, tall)


def test_the_empty_slots_that_are_left_out_count_as_before():
    torch.manual_seed(0)
    net = Net()
    nn.init.constant_(net.block["fuser"].alpha_attn, 0.7)
    x, empty = torch.randn(2, 16, 16), torch.randn(8)
    objs = empty.repeat(2, 30, 1)
    objs[0, :1], objs[1, :3] = torch.randn(1, 8), torch.randn(3, 8)
    boxes, masks = torch.rand(2, 30, 4), torch.zeros(2, 30)
    boxes[..., 2:] += boxes[..., :2]
    masks[0, :1] = masks[1, :3] = 1
    stock, found = net(x, objs), []
    for slots in (30, 4):
        with watch_gates(net, masks[:, :slots], 30) as seen:
            out = net(x, objs[:, :slots])
        loss = attention_loss(seen, boxes[:, :slots], masks[:, :slots])
        net.zero_grad()
        (out.square().mean() + loss).backward()
        found.append((loss.detach(), net.block["fuser"].attn.to_k.weight.grad.clone()))
        assert torch.allclose(out, stock, atol=1e-5)
    for all_slots, few in zip(*found, strict=True):
        assert torch.allclose(all_slots, few, rtol=1e-4, atol=1e-6)
