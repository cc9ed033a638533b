//! Pictures as text, and the laws that every picture keeps.

use super::*;
use crate::text::{FileId, FileRange, TextRange};
use expect_test::{Expect, expect};
use proptest::prelude::*;

fn graph(n_services: usize, links: &[(u32, u32)]) -> Graph {
    let range = FileRange::new(FileId::COMPOSE, TextRange::default());
    let edge = |&(dependent, dependency): &(u32, u32)| Edge {
        dependent: ServiceIndex(dependent),
        dependency: ServiceIndex(dependency),
        kind: EdgeKind::Link {
            alias: format!("s{dependency}"),
        },
        range,
    };
    Graph {
        services: (0..n_services).map(|it| format!("s{it}")).collect(),
        edges: links.iter().map(edge).collect(),
        ..Graph::default()
    }
}

/// `a>b c>d` are services that need others; the picture is one line a card and one a line.
fn check(links: &str, options: &LayoutOptions, want: Expect) {
    let links: Vec<(u32, u32)> = links
        .split_whitespace()
        .map(|it| {
            let (from, to) = it.split_once('>').unwrap();
            (from.parse().unwrap(), to.parse().unwrap())
        })
        .collect();
    let n_services = links
        .iter()
        .flat_map(|it| [it.0, it.1])
        .max()
        .map_or(0, |it| it as usize + 1);
    let res = layout(&graph(n_services, &links), options);
    let mut text = format!("{} x {}\n", res.size.width, res.size.height);
    for card in &res.cards {
        text += &format!(
            "s{} layer {} at {},{}\n",
            card.service.0, card.layer, card.area.x, card.area.y
        );
    }
    for route in &res.routes {
        let ends = (route.points.first().unwrap(), route.points.last().unwrap());
        let label = route.label_area.centre();
        text += &format!(
            "{},{} -> {},{} by {} bends, label at {},{}{}\n",
            ends.0.x,
            ends.0.y,
            ends.1.x,
            ends.1.y,
            (route.points.len() - 2) / 2,
            label.x,
            label.y,
            if route.is_backward { ", backward" } else { "" }
        );
    }
    want.assert_eq(&text);
}

#[test]
fn the_four_services_of_the_course_stand_in_three_columns() {
    // redis, postgres, backend, frontend.
    check(
        "2>0 2>1 3>0 3>1 3>2",
        &LayoutOptions::default(),
        expect![[r#"
            664 x 188
            s0 layer 0 at 480,16
            s1 layer 0 at 480,108
            s2 layer 1 at 248,62
            s3 layer 2 at 16,62
            416,85 -> 480,57 by 0 bends, label at 448,71
            416,103 -> 480,131 by 0 bends, label at 448,117
            184,78 -> 480,39 by 1 bends, label at 216,53
            184,110 -> 480,149 by 1 bends, label at 216,135
            184,94 -> 248,94 by 0 bends, label at 216,94
        "#]],
    );
}

#[test]
fn on_a_narrow_screen_the_request_runs_down() {
    let options = LayoutOptions {
        orientation: Orientation::TopToBottom,
        ..LayoutOptions::default()
    };
    check(
        "1>0 2>1",
        &options,
        expect![[r#"
            200 x 352
            s0 layer 0 at 16,272
            s1 layer 1 at 16,144
            s2 layer 2 at 16,16
            100,208 -> 100,272 by 0 bends, label at 100,240
            100,80 -> 100,144 by 0 bends, label at 100,112
        "#]],
    );
}

#[test]
fn a_cycle_is_drawn_with_one_edge_against_the_picture() {
    check(
        "0>1 1>2 2>0",
        &LayoutOptions::default(),
        expect![[r#"
            664 x 136
            s0 layer 2 at 16,23
            s1 layer 1 at 248,56
            s2 layer 0 at 480,23
            184,64 -> 248,88 by 0 bends, label at 216,76
            416,88 -> 480,64 by 0 bends, label at 448,76
            480,46 -> 184,46 by 1 bends, label at 448,34, backward
        "#]],
    );
}

#[test]
fn no_services_make_an_empty_picture() {
    check(
        "",
        &LayoutOptions::default(),
        expect![[r#"
        0 x 0
    "#]],
    );
}

#[test]
fn a_wide_layer_is_wrapped() {
    let links: Vec<(u32, u32)> = (1..200).map(|it| (it, 0)).collect();
    let res = layout(&graph(200, &links), &LayoutOptions::default());
    let ratio = res.size.width / res.size.height;
    assert!(
        (0.5..4.0).contains(&ratio),
        "{} x {}",
        res.size.width,
        res.size.height
    );
}

fn any_graph() -> impl Strategy<Value = (usize, Vec<(u32, u32)>)> {
    (2usize..40).prop_flat_map(|n| {
        // The second number is how far the dependency stands after the dependent, so that no service needs itself.
        let link = (0..n as u32, 1..n as u32)
            .prop_map(move |(from, distance)| (from, (from + distance) % n as u32));
        (Just(n), proptest::collection::vec(link, 0..80))
    })
}

proptest! {
    #[test]
    fn cards_never_overlap_and_stay_inside(
        (n, links) in any_graph(),
        orientation in prop_oneof![Just(Orientation::LeftToRight), Just(Orientation::TopToBottom)],
    ) {
        let res = layout(&graph(n, &links), &LayoutOptions { orientation, ..LayoutOptions::default() });
        prop_assert_eq!(res.cards.len(), n);
        prop_assert_eq!(res.routes.len(), links.len());
        for (index, one) in res.cards.iter().enumerate() {
            prop_assert!(one.area.x >= 0.0 && one.area.y >= 0.0);
            prop_assert!(one.area.x + one.area.size.width <= res.size.width);
            prop_assert!(one.area.y + one.area.size.height <= res.size.height);
            for other in &res.cards[index + 1..] {
                prop_assert!(!one.area.overlaps(&other.area), "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn the_same_graph_gives_the_same_picture((n, links) in any_graph()) {
        let one = layout(&graph(n, &links), &LayoutOptions::default());
        prop_assert_eq!(one, layout(&graph(n, &links), &LayoutOptions::default()));
    }

    #[test]
    fn a_dependent_stands_before_what_it_needs((n, links) in any_graph()) {
        let graph = graph(n, &links);
        let res = layout(&graph, &LayoutOptions::default());
        for (route, edge) in res.routes.iter().zip(&graph.edges) {
            let x = |it: ServiceIndex| res.cards[it.0 as usize].area.x;
            prop_assert_eq!(x(edge.dependent) < x(edge.dependency), !route.is_backward);
        }
    }
}
