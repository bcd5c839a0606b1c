//! Prints the worlds that paths give: `cargo run -p sekisho-collect --example worlds -- PATH…`.
#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use sekisho_collect::{Request, Silent, collect};

fn main() {
    let mut request = Request::new(std::env::args_os().skip(1));
    request.stdin = Box::new(std::io::stdin());
    let collected = collect(request, &Silent);
    for snapshot in &collected.snapshots {
        println!(
            "{:6} {:?} {}",
            snapshot.objects().len(),
            snapshot.world.kind,
            snapshot.world.name
        );
    }
    if std::env::var_os("OBJECTS").is_some() {
        for object in collected.snapshots.iter().flat_map(|snapshot| snapshot.objects()) {
            println!("{} {:?} {:?}", object.id.label(), object.id.document, object.id.origin);
        }
    }
    for problem in &collected.problems {
        println!("{problem:?}");
    }
    println!(
        "{:?}",
        sekisho_finding::Counts {
            kinds: Default::default(),
            worlds: Vec::new(),
            ..collected.counts
        }
    );
}
